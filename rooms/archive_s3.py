"""Archives in an S3-compatible storage: Amazon's, or any server that speaks its protocol."""

import functools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from rooms.archive_store import StorageError

CONNECT_SECONDS, ANSWER_SECONDS = 5, 10
ATTEMPTS = 2  # the archive's own back-off is the patience; a task has to end before its limit
IN_MEMORY = 1024 * 1024  # bytes of an object on its way; what is larger waits in a temporary file
CHUNK = 256 * 1024  # bytes


class S3Store:
    """Objects in one bucket. Each call waits 5 s to connect and 10 s for an answer, twice.

    What the storage does not do raises StorageError.
    """

    def __init__(
        self, bucket: str, *, endpoint: str, access_key: str, secret_key: str, region: str
    ) -> None:
        self.bucket = bucket
        self._client = _client(endpoint, access_key, secret_key, region)

    def prepare(self) -> bool:
        """Make the bucket where there is none; return whether it was made."""
        with _told():
            if self.bucket in {b["Name"] for b in self._client.list_buckets()["Buckets"]}:
                return False
            self._client.create_bucket(Bucket=self.bucket)
        return True

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        """Give a stream whose bytes become the draft `name` once it is left without an error."""
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as stream:
            yield cast(BinaryIO, stream)
            self._put(name, cast(BinaryIO, stream))

    def place(self, draft: str, key: str) -> None:
        """Turn a draft into the object `key`. Raises FileExistsError if there is one already.

        Copied through here: what a storage copies by itself it will not do «if none matches».
        """
        with (
            tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as stream,
            self.open(draft) as source,
        ):
            while chunk := source.read(CHUNK):
                stream.write(chunk)
            self._put(key, cast(BinaryIO, stream), IfNoneMatch="*")
        self.remove(draft)

    def open(self, name: str) -> BinaryIO:
        """Read an object or a draft from its start. Raises FileNotFoundError."""
        with _told():
            body = self._client.get_object(Bucket=self.bucket, Key=name)["Body"]
        return cast(BinaryIO, _Body(body))

    def remove(self, name: str) -> None:
        """Forget an object or a draft; one that is gone already is fine."""
        with _told():
            self._client.delete_object(Bucket=self.bucket, Key=name)

    def names(self, folder: str) -> list[str]:
        """Return the names of all objects and drafts in `folder`."""
        with _told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=f"{folder}/"
            )
            return sorted(item["Key"] for page in pages for item in page.get("Contents", ()))

    def _put(self, name: str, stream: BinaryIO, **conditions: str) -> None:
        stream.seek(0)
        with _told():
            self._client.put_object(Bucket=self.bucket, Key=name, Body=stream, **conditions)


class _Body:
    """A stream of the storage whose errors are those of a file."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        with _told():
            return bytes(self._body.read(None if size < 0 else size))

    def close(self) -> None:
        self._body.close()

    def __enter__(self) -> "_Body":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


@functools.cache
def _client(endpoint: str, access_key: str, secret_key: str, region: str) -> Any:
    """Return the client of a process; threads share it. Raises StorageError for no address."""
    try:
        return _made(endpoint, access_key, secret_key, region)
    except (BotoCoreError, ValueError) as problem:
        raise StorageError(str(problem)) from problem


def _made(endpoint: str, access_key: str, secret_key: str, region: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        aws_access_key_id=access_key or None,
        aws_secret_access_key=secret_key or None,
        region_name=region,
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "auto"},
        ),
    )


@contextmanager
def _told() -> Iterator[None]:
    """Tell boto's errors in the words of files."""
    try:
        yield
    except ClientError as refusal:
        code = refusal.response.get("Error", {}).get("Code", "")
        if code in ("PreconditionFailed", "412"):
            raise FileExistsError(str(refusal)) from refusal
        if code in ("NoSuchKey", "404", "NotFound"):
            raise FileNotFoundError(str(refusal)) from refusal
        raise StorageError(str(refusal)) from refusal
    except BotoCoreError as problem:
        raise StorageError(str(problem)) from problem
