"""Opens the floors as the house is opened: `python -m bench.serve_floors <port>`."""

import sys


def serve(port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    from heartwood.config.serving import THREADS

    Granian(
        "django.core.wsgi:get_wsgi_application",
        factory=True,
        interface=Interfaces.WSGI,
        port=port,
        workers=2,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
