"""An archive: a tar, sealed with age for one or more recipients while it is written, and opened while it is read.

Neither is ever held whole, in memory or on disk. age notices a changed bit and a missing end.
"""

import os
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import IO, Any

import pyrage


class BadArchive(Exception):
    """The archive is damaged, cut short, or sealed for somebody else."""


class Parcel:
    """What is put into an archive, piece by piece."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar

    def put(self, name: str, content: bytes) -> None:
        self.put_stream(name, BytesIO(content), len(content))

    def put_stream(self, name: str, content: IO[bytes], size: int) -> None:
        piece = tarfile.TarInfo(name)
        piece.size, piece.mode = size, 0o600
        self.tar.addfile(piece, content)


@contextmanager
def sealed(path: Path, recipients: list[Any]) -> Iterator[Parcel]:
    """Written under another name, and under its own only when whole and safely on disk."""
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with (
                _flowing(lambda source: pyrage.encrypt_io(source, file, recipients)) as target,
                tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Parcel(tar)
            file.flush()
            os.fsync(file.fileno())
        os.rename(part, path)
        make_lasting(path.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, identities: list[Any]) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The pieces in their order, each to be read before the next. Raises `BadArchive`, perhaps only at the end."""
    with path.open("rb") as file:
        reading, writing = os.pipe()
        with ThreadPoolExecutor(1) as beside, os.fdopen(reading, "rb") as source:
            opening = beside.submit(_open_into, file, writing, identities)
            try:
                yield _pieces(source)
            except tarfile.TarError as error:
                raise _reason(source, opening) or BadArchive("What is in the archive is no backup.") from error
            if reason := _reason(source, opening):
                raise reason


def _pieces(source: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for piece in tar:
            content = tar.extractfile(piece)
            if content is None or not _stays_inside(piece.name):
                raise BadArchive(f"The archive holds something that is no file of a backup: {piece.name}")
            yield piece.name, content


def _reason(source: IO[bytes], opening: Future[None]) -> BadArchive | None:
    while source.read(64 * 1024):
        pass  # what is left is opened too, up to the end by which age knows that it is the end
    error = opening.exception()
    if isinstance(error, pyrage.DecryptError) and "No matching keys" in str(error):
        return BadArchive("The archive was sealed for another key: this one does not open it.")
    return BadArchive("The archive is damaged: a part of it was changed or is missing.") if error else None


def _open_into(file: BufferedIOBase, writing: int, identities: list[Any]) -> None:
    with os.fdopen(writing, "wb") as target:
        pyrage.decrypt_io(file, target, identities)


@contextmanager
def _flowing(drink: Callable[[BufferedIOBase], Any]) -> Iterator[IO[bytes]]:
    """What is written into it, somebody else reads at the same time. Their trouble is ours."""
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as beside:
        drinking = beside.submit(_drink_up, drink, reading)
        try:
            with os.fdopen(writing, "wb") as target:
                yield target
        except BrokenPipeError:
            drinking.result()
            raise
        drinking.result()


def _drink_up(drink: Callable[[BufferedIOBase], Any], reading: int) -> None:
    with os.fdopen(reading, "rb") as source:
        drink(source)


def _stays_inside(name: str) -> bool:
    return not name.startswith("/") and ".." not in name.split("/")


def make_lasting(folder: Path) -> None:
    """A new name is only kept when its folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
