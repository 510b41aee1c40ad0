"""Sealed files in a folder of this machine: `ab/cd/abcd….`, open to nobody else, whole or not there at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

UNFINISHED = ".unfinished"


class Disk:
    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """It bears its name only once all of it lies on the disk, also if the power fails."""
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=UNFINISHED)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as target:
                yield target
                target.flush()
                os.fsync(target.fileno())
            os.rename(unfinished, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(unfinished)
            raise
        for folder in (path.parent, path.parent.parent, self.folder):
            _fsync_folder(folder)

    def reading(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError."""
        return self._path(name).open("rb")

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """What lies here, and since when; also what a process that died has left unfinished."""
        for path in self.folder.glob("??/??/*"):
            with suppress(FileNotFoundError):  # somebody removed it meanwhile
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, name: str) -> Path:
        """An unfinished file lies in the same folder as the others, though its name says nothing about which."""
        if name.endswith(UNFINISHED):
            return next(self.folder.glob(f"??/??/{name}"), self.folder / name)
        return self.folder / name[:2] / name[2:4] / name


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
