"""From a file to rows: size, packing and encoding are checked here, the rows themselves are not."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError

SIZE_LIMIT = 50 * 1024 * 1024  # bytes, packed or not
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_NUMBER_LENGTH = 15  # a longer number means nothing here, and int() of megabytes takes minutes


class FileUnusable(CatalogError):
    """The file as a whole cannot be loaded; `detail` says why. Nothing of it was loaded."""

    code = "file_unusable"


def read_rows(path: Path) -> Iterator[Any]:
    """Give the members of the JSON list in `path` one by one, whatever they are.

    The file may be packed with gzip and may begin with a byte order mark. Raises FileUnusable,
    also in the middle: take all rows before you believe the first.
    """
    try:
        text = _unpacked(_content(path)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnusable(
            f"the file is not UTF-8: {error.reason} at byte {error.start}"
        ) from error
    yield from _members(text)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise FileUnusable(f"the file cannot be read: {error.strerror}") from error
    if len(content) > SIZE_LIMIT:
        raise FileUnusable(f"the file is larger than {SIZE_LIMIT // 2**20} MB")
    return content


def _unpacked(content: bytes) -> bytes:
    """The bytes inside gzip; a small file that unpacks to a huge one is refused (A26)."""
    if not content.startswith(_GZIP):
        return content
    stream = zlib.decompressobj(_GZIP_WINDOW)
    try:
        unpacked = stream.decompress(content, SIZE_LIMIT + 1)
    except zlib.error as error:
        raise FileUnusable("the packed file is broken") from error
    if len(unpacked) > SIZE_LIMIT:
        raise FileUnusable(f"the file unpacks to more than {SIZE_LIMIT // 2**20} MB")
    if not stream.eof:
        raise FileUnusable("the packed file is cut short")
    if stream.unused_data:
        raise FileUnusable("something follows the end of the packed file")
    return unpacked


def _members(text: str) -> Iterator[Any]:
    """Members of the list, decoded one at a time, so that only one is in memory."""
    decoder = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=_nothing)
    at = _expect(text, 0, "[")
    if text[at : at + 1] == "]":
        return _end(text, at)
    while True:
        try:
            member, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise FileUnusable(f"the file is not JSON: {error}") from error
        except RecursionError as error:
            raise FileUnusable("the file is nested too deeply") from error
        yield member
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return _end(text, at)
        at = _expect(text, at, ",")


def _expect(text: str, at: int, sign: str) -> int:
    """Step over `sign` and the space around it."""
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        what = "is not a list" if sign == "[" else "is cut short or broken"
        raise FileUnusable(f"the file {what} (at character {at})")
    return _skip(text, at + 1)


def _end(text: str, at: int) -> None:
    if _skip(text, at + 1) != len(text):
        raise FileUnusable("something follows the end of the list")


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in {" ", "\t", "\r", "\n"}:
        at += 1
    return at


def _number(digits: str) -> float | int | None:
    """A number of reasonable length; others become null, which no field of a row accepts."""
    if len(digits) > _NUMBER_LENGTH:
        return None
    return int(digits) if digits.lstrip("-").isdigit() else float(digits)


def _nothing(constant: str) -> None:
    """NaN and Infinity are not JSON; as null they spoil only their row."""
