"""The Range header of RFC 9110, for one range of bytes. Pure: text and numbers in, numbers out."""

import re
from dataclasses import dataclass

_UNIT = re.compile(r"bytes[ \t]*=", re.IGNORECASE)
_ONE = re.compile(r"([0-9]*)-([0-9]*)")
_DIGITS = 18  # a longer number is beyond any file; int() is never given megabytes


class RangeNotSatisfiable(Exception):
    """Nothing of what was asked for exists, or more than one range was asked for: answer 416."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first`..`last` of a file, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def content_range(self, size: int) -> str:
        """The value of `Content-Range` for a file of `size` bytes."""
        return f"bytes {self.first}-{self.last}/{size}"


def parse_range(header: str, size: int, cap: int) -> ByteRange | None:
    """Return the bytes to answer with, at most `cap` of them, or None for the whole file.

    A server may answer with less than was asked for (RFC 9110 15.3.7), which keeps every answer
    small. An unknown unit and a malformed range are ignored, as the standard allows (14.2).
    Raises RangeNotSatisfiable when no byte of the range exists, and for several ranges: they
    cost the server far more than the client (CVE-2011-3192).
    """
    unit = _UNIT.match(header)
    if unit is None:
        return None
    spec = header[unit.end() :].strip(" \t")
    if "," in spec:
        raise RangeNotSatisfiable
    asked = _ONE.fullmatch(spec)
    if asked is None or not (asked[1] or asked[2]):
        return None
    bounds = _bounds(_number(asked[1]), _number(asked[2]), size)
    if bounds is None:
        return None
    first, last = bounds
    return ByteRange(first, min(last, first + cap - 1))


def _bounds(first: int | None, last: int | None, size: int) -> tuple[int, int] | None:
    if first is None:
        suffix = last or 0
        if not suffix or not size:
            raise RangeNotSatisfiable
        return max(0, size - suffix), size - 1
    if last is not None and last < first:
        return None
    if first >= size:
        raise RangeNotSatisfiable
    return first, min(size - 1, size - 1 if last is None else last)


def _number(digits: str) -> int | None:
    """The number, held to what a file can have; None where nothing was written."""
    if not digits:
        return None
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= _DIGITS else 10**_DIGITS
