"""What is being uploaded: nothing of it lies on a disk in clear, and nothing is kept that is too large anyway.

Each upload waits under a key of its own, which exists in this process only and is forgotten with the request.
"""

import io
import tempfile
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase

from heartwood.ground.files import limits
from heartwood.ground.vault.streams import CHUNK
from heartwood.kit import failures

IN_MEMORY = 1024 * 1024
LENGTH = 4


class Quarantine(io.RawIOBase):
    """Takes portions, seals each, and gives them back from the beginning, once or again."""

    def __init__(self) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._sealed = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(settings.DATA))  # noqa: SIM115
        self._number, self._rest = 0, b""

    def put(self, portion: bytes) -> None:
        sealed = self._cipher.encrypt(self._nonce(), portion, None)
        self._sealed.write(len(sealed).to_bytes(LENGTH, "big") + sealed)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if offset or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("An upload is read from its beginning.")
        self._sealed.seek(0)
        self._number, self._rest = 0, b""
        return 0

    def readinto(self, buffer: Any) -> int:
        if not self._rest and (length := self._sealed.read(LENGTH)):
            sealed = self._sealed.read(int.from_bytes(length, "big"))
            self._rest = self._cipher.decrypt(self._nonce(), sealed, None)
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._sealed.close()
        super().close()

    def _nonce(self) -> bytes:
        self._number += 1
        return self._number.to_bytes(12, "big")


class QuarantineHandler(FileUploadHandler):
    """Django's way in. A file that grows too large is read to its end, so that the form can say so, and not kept."""

    chunk_size = CHUNK

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.quarantine, self.received = Quarantine(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received <= settings.LARGEST_FILE:
            self.quarantine.put(bytes(raw_data))

    def file_complete(self, file_size: int) -> UploadedFile:
        self.quarantine.seek(0)
        content: Any = io.BufferedReader(self.quarantine, CHUNK)
        return UploadedFile(content, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        self.quarantine.close()


class TooMuchIsNotRead:
    """A request larger than all files that may come at once is turned away before any of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if int(request.META.get("CONTENT_LENGTH") or 0) <= settings.LARGEST_UPLOAD:
            return self.get_response(request)
        return failures.too_large(limits.too_large_together())
