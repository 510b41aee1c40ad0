"""Reads one picture from standard input and paints it anew: whole, as large as a screen, and small. Of a PDF it paints
the first pages, and a small one.

A file comes from a stranger. Whatever it does to a decoder, it does here: in a process of its own, with little memory
and little time, that can open no file and no connection and knows nothing of the rest of the house. What comes out was
painted from pixels alone; nothing else of the file is taken over, neither place nor device nor comments nor scripts.

    one line of JSON: {"parts": [["whole", "image/jpeg", length], …], "pages": 1} or {"problem": …}
    | the parts, one after the other
"""

import io
import json
import resource
import sys
import time
import warnings
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401

MEMORY = 224 * 1024 * 1024
SECONDS = 15
ENOUGH = 8  # seconds of painting pages; what is not painted by then is not shown
MOST_PAGES = 10
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
EDGES = {"whole": 4096, "screen": 1600, "thumb": 320}  # pixels
EDGE_OF_A_PAGE = 1400
PDF = "application/pdf"
PAPER = (255, 255, 255)


class TooManyPixels(Exception):
    """More than we unpack."""


def read(content: bytes, kind: str, pixels: int) -> Image.Image:
    """Upright, in red, green and blue, no larger than we keep it."""
    with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
        if picture.width * picture.height > pixels:
            raise TooManyPixels
        picture.draft("RGB", (EDGES["whole"], EDGES["whole"]))
        picture.load()
        painted = _in_plain_colours(picture)
        painted.thumbnail((EDGES["whole"], EDGES["whole"]), reducing_gap=2.0)
        return ImageOps.exif_transpose(painted)


def _in_plain_colours(picture: Any) -> Image.Image:
    if picture.mode in ("RGB", "RGBA"):
        return picture  # type: ignore[no-any-return]
    if picture.mode.startswith("I"):  # 16 bit: as bright as it was, not cut off
        return picture.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")  # type: ignore[no-any-return]
    is_see_through = picture.mode in ("LA", "PA", "La", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if is_see_through else "RGB")  # type: ignore[no-any-return]


def written(picture: Image.Image, kind: str) -> list[tuple[str, str, bytes]]:
    """The three sizes, each with its kind."""
    parts = []
    for name, edge in EDGES.items():
        picture.thumbnail((edge, edge), reducing_gap=2.0)
        keeps_its_lines = name == "whole" and (picture.mode == "RGBA" or kind == "image/png")
        parts.append((name, "image/png", _png(picture)) if keeps_its_lines else (name, "image/jpeg", _jpeg(picture)))
    return parts


def pages_of(content: bytes) -> tuple[int, list[tuple[str, str, bytes]]]:
    """How many there are, and the first of them as far as time allows. Forms and scripts are not asked for anything."""
    import pypdfium2  # a picture does without

    document = pypdfium2.PdfDocument(content)
    parts = []
    for number in range(min(len(document), MOST_PAGES)):
        if time.process_time() > ENOUGH:
            break
        page = document[number]
        scale = EDGE_OF_A_PAGE / max(page.get_size())
        picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        parts.append((f"page-{number + 1}", "image/jpeg", _jpeg(picture)))
        if number == 0:
            picture.thumbnail((EDGES["thumb"], EDGES["thumb"]))
            parts.append(("thumb", "image/jpeg", _jpeg(picture)))
    return len(document), parts


def _png(picture: Image.Image) -> bytes:
    return _saved(picture, "PNG", compress_level=2)


def _jpeg(picture: Image.Image) -> bytes:
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, PAPER)
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    return _saved(picture, "JPEG", quality=88)


def _saved(picture: Image.Image, form: str, **how: int) -> bytes:
    picture.info = {}
    target = io.BytesIO()
    picture.save(target, form, exif=b"", icc_profile=None, **how)
    return target.getvalue()


def open_nothing_more() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_AS, (4 * MEMORY, 4 * MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # neither files nor sockets


def main() -> int:
    kind, pixels = sys.argv[1], int(sys.argv[2])
    if kind == PDF:
        import pypdfium2  # noqa: F401
    if kind == "image/heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("ignore")
    open_nothing_more()
    parts: list[tuple[str, str, bytes]] = []
    answer: dict[str, Any]
    try:
        content = sys.stdin.buffer.read()
        pages, parts = pages_of(content) if kind == PDF else (1, written(read(content, kind, pixels), kind))
        answer = {"parts": [(name, form, len(content)) for name, form, content in parts], "pages": pages}
    except (TooManyPixels, Image.DecompressionBombError, MemoryError):
        answer = {"problem": "pixels"}
    except Exception:
        answer = {"problem": "damaged"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    for _name, _form, content in parts:
        sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
