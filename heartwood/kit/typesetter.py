"""Sets one page: a template's path as argument, its content as JSON on standard input, the PDF on standard output."""

import json
import resource
import sys
from pathlib import Path

import typst

MEMORY = 1024 * 1024 * 1024
SECONDS = 15


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = json.load(sys.stdin)
    template = Path(sys.argv[1]).read_bytes()
    sys.stdout.buffer.write(typst.compile(template, sys_inputs={"content": json.dumps(content)}, pdf_standards="ua-1"))


if __name__ == "__main__":
    main()
