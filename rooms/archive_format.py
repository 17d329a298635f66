"""The archive's object: JSON lines under zstd, a header, records 1..n, a footer.

Written and read line by line, so memory does not grow with the evening. `docs/archive-format.md`
tells the same to people who read archives with other tools.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec
import zstandard

SCHEMA = 1
LEVEL = 10
CHUNK = 16 * 1024  # packed bytes
MAX_LINE = 1024 * 1024  # bytes; a record is a few KiB, a header of ten people about two

Line = dict[str, Any]
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Line)


class BrokenArchive(Exception):
    """The object is not a whole archive: cut, changed, or its records have a hole."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a whole object holds. `sha256` and `size` (bytes) are of the object as it is stored."""

    records: int
    messages: int
    sha256: str
    size: int


def write_archive(stream: BinaryIO, header: Line, records: Iterable[Line]) -> None:
    """Write header, records and footer into `stream`.

    Raises BrokenArchive at the first record that does not continue 1..n.
    """
    digest, count, messages = hashlib.sha256(), 0, 0
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
    with compressor.stream_writer(stream, closefd=False) as packed:
        _put(packed, {"type": "header", "schema": SCHEMA, **header}, digest)
        for record in records:
            count = _next(count, record)
            messages += record["kind"] == "chat.message"
            _put(packed, {"type": "record", **record}, digest)
        footer = {"type": "footer", "records": count, "messages": messages}
        _put(packed, {**footer, "sha256": digest.hexdigest()})


def inspect_archive(stream: BinaryIO) -> Summary:
    """Read a whole object and say what it holds. Raises BrokenArchive if it is not whole."""
    counted = _Counting(stream)
    digest, count, messages, footer = hashlib.sha256(), 0, 0, None
    for raw in _raw_lines(counted):
        line = _decode(raw)
        if footer is not None:
            raise BrokenArchive("something follows the footer")
        if line.get("type") == "footer":
            footer = line
            continue
        digest.update(raw + b"\n")
        if line.get("type") == "record":
            count = _next(count, line)
            messages += line["kind"] == "chat.message"
    found = {"type": "footer", "records": count, "messages": messages, "sha256": digest.hexdigest()}
    if footer != found:
        raise BrokenArchive("the footer does not tell what the lines hold")
    return Summary(count, messages, counted.digest.hexdigest(), counted.size)


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Give header, records and footer one after another. Raises BrokenArchive."""
    for raw in _raw_lines(stream):
        yield _decode(raw)


class _Counting:
    """A stream that knows how much was read and what it sums up to."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.stream.read(size)
        self.size += len(chunk)
        self.digest.update(chunk)
        return chunk


def _put(packed: Any, line: Line, digest: Any = None) -> None:
    raw = _encoder.encode(line) + b"\n"
    packed.write(raw)
    if digest is not None:
        digest.update(raw)


def _next(count: int, record: Line) -> int:
    if record.get("seq") != count + 1:
        raise BrokenArchive(f"after record {count} comes {record.get('seq')}")
    return count + 1


def _raw_lines(stream: Any) -> Iterator[bytes]:
    rest = b""
    for chunk in _unpacked(stream):
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > MAX_LINE:
            raise BrokenArchive("a line without an end")
        yield from lines
    if rest:
        raise BrokenArchive("the last line is cut")


def _unpacked(stream: Any) -> Iterator[bytes]:
    """Unpack to the very end: one frame with its checksum, and nothing behind it."""
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    try:
        while chunk := stream.read(CHUNK):
            if unpacker.eof:
                raise BrokenArchive("something follows the packed lines")
            yield unpacker.decompress(chunk)
    except zstandard.ZstdError as error:
        raise BrokenArchive(str(error)) from error
    if not unpacker.eof or unpacker.unused_data:
        raise BrokenArchive("the object is cut, or something follows it")


def _decode(raw: bytes) -> Line:
    try:
        return _decoder.decode(raw)
    except msgspec.MsgspecError as error:
        raise BrokenArchive("a line is not JSON") from error
