"""Sealed files in a bucket: any storage that speaks S3. Loaded only where the settings name one."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

READ_AHEAD = 1024 * 1024  # a request for each megabyte, not for each chunk
IN_MEMORY = 4 * 1024 * 1024


class Bucket:
    """`s3://bucket/prefix`. Who may enter and where it stands come from AWS's own variables (AWS_ACCESS_KEY_ID, …,
    AWS_ENDPOINT_URL_S3 for storage that is not Amazon's)."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.bucket, self.prefix = parts.netloc, parts.path.strip("/")
        patience = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3, "mode": "standard"})
        self.client: Any = boto3.session.Session().client("s3", config=patience)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Sent when all of it is there; a bucket shows no half objects."""
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as waiting:  # sealed already
            yield cast(BinaryIO, waiting)
            waiting.seek(0)
            self.client.upload_fileobj(waiting, self.bucket, self._key(name))

    def reading(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError."""
        try:
            size = self.client.head_object(Bucket=self.bucket, Key=self._key(name))["ContentLength"]
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from None
            raise
        return io.BufferedReader(FarAway(self, self._key(name), size), READ_AHEAD)

    def remove(self, name: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=self._key(name))

    def names(self) -> Iterator[tuple[str, datetime]]:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=f"{self.prefix}/" if self.prefix else ""
        )
        for page in pages:
            for found in page.get("Contents", []):
                yield found["Key"].rpartition("/")[2], found["LastModified"]

    def _key(self, name: str) -> str:
        return "/".join(part for part in (self.prefix, name[:2], name[2:4], name) if part)


class FarAway(io.RawIOBase):
    """An object of the bucket, fetched part by part as it is read."""

    def __init__(self, bucket: Bucket, key: str, size: int) -> None:
        self.bucket, self.key, self.size, self.place = bucket, key, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        return self.place

    def readinto(self, buffer: Any) -> int:
        stop = min(self.place + len(buffer), self.size)
        if stop <= self.place:
            return 0
        part = self.bucket.client.get_object(
            Bucket=self.bucket.bucket, Key=self.key, Range=f"bytes={self.place}-{stop - 1}"
        )["Body"].read()
        buffer[: len(part)] = part
        self.place += len(part)
        return len(part)
