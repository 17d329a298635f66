"""The archive's object: JSON lines under zstd, a header, records 1..n, a footer.

It may be packed in several frames one after another, so that it can be made in steps. Written and
read line by line, so memory does not grow with the evening. `docs/archive-format.md`
tells the same to people who read archives with other tools.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol, cast

import msgspec
import zstandard

SCHEMA = 1
LEVEL = 10
CHUNK = 16 * 1024  # packed bytes
# Bytes of a line. A record is a few KiB, a header of ten people about two; but that names every
# visit, and somebody may come and go all night: no evening may be too long to be kept.
MAX_LINE = 64 * 1024 * 1024

Line = dict[str, Any]
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Line)


class Readable(Protocol):
    """All that reading needs of a stream."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class Writable(Protocol):
    """All that writing needs of a stream."""

    def write(self, data: bytes, /) -> int:
        """Write all of `data`."""


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
        _put(packed, header_line(header), digest)
        for record in records:
            count = _next(count, record)
            messages += record["kind"] == "chat.message"
            _put(packed, {"type": "record", **record}, digest)
        footer = {"type": "footer", "records": count, "messages": messages}
        _put(packed, {**footer, "sha256": digest.hexdigest()})


def write_frame(stream: Writable, lines: Iterable[Line], *, after: int = 0) -> int:
    """Write some lines as a frame of their own; return the number of the last record.

    `after` is the number of the last record before them. Raises BrokenArchive at the first record
    that does not continue.
    """
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
    with compressor.stream_writer(cast(BinaryIO, stream), closefd=False) as packed:
        for line in lines:
            after = _next(after, line) if line["type"] == "record" else after
            _put(packed, line)
    return after


def header_line(header: Line) -> Line:
    """Return the first line of an object."""
    return {"type": "header", "schema": SCHEMA, **header}


def footer_of(stream: Readable) -> Line:
    """Return the last line that belongs to all others, read from `stream`. Raises BrokenArchive."""
    footer, found = _scan(stream)
    if footer is not None:
        raise BrokenArchive("there is a footer already")
    return found


def inspect_archive(stream: Readable) -> Summary:
    """Read a whole object and say what it holds. Raises BrokenArchive if it is not whole."""
    counted = Counting(stream)
    footer, found = _scan(counted)
    if footer != found:
        raise BrokenArchive("the footer does not tell what the lines hold")
    return Summary(found["records"], found["messages"], counted.digest.hexdigest(), counted.size)


def read_lines(stream: Readable, *, after: int = 0) -> Iterator[Line]:
    """Give header, records and footer one after another. Raises BrokenArchive.

    Records up to the number `after` are passed over, which costs a tenth of reading them.
    """
    for number, raw in enumerate(_raw_lines(stream)):  # the header is line 0: number is seq
        if not 0 < number <= after:
            yield _decode(raw)


class Counting:
    """A stream that knows how much was read and what it sums up to."""

    def __init__(self, stream: Readable) -> None:
        self.stream = stream
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.stream.read(size)
        self.size += len(chunk)
        self.digest.update(chunk)
        return chunk


def _scan(stream: Readable) -> tuple[Line | None, Line]:
    """Return the footer, if there is one, and the one that belongs to the lines."""
    digest, count, messages, footer = hashlib.sha256(), 0, 0, None
    for raw in _raw_lines(stream):
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
    return footer, found


def _put(packed: Any, line: Line, digest: Any = None) -> None:
    raw = _encoder.encode(line) + b"\n"
    packed.write(raw)
    if digest is not None:
        digest.update(raw)


def _next(count: int, record: Line) -> int:
    if record.get("seq") != count + 1:
        raise BrokenArchive(f"after record {count} comes {record.get('seq')}")
    return count + 1


def _raw_lines(stream: Readable) -> Iterator[bytes]:
    begun: list[bytes] = []  # of a line whose end has not come; joined once, it may be long
    size = 0
    for chunk in _unpacked(stream):
        *lines, rest = chunk.split(b"\n")
        if lines:
            yield b"".join([*begun, lines[0]])
            yield from lines[1:]
            begun, size = [], 0
        begun.append(rest)
        size += len(rest)
        if size > MAX_LINE:
            raise BrokenArchive("a line without an end")
    if size:
        raise BrokenArchive("the last line is cut")


def _unpacked(stream: Readable) -> Iterator[bytes]:
    """Unpack frame after frame, each with its checksum, to the very end of the last."""
    unpacker, empty = None, True
    try:
        while chunk := stream.read(CHUNK):
            empty = False
            while chunk:
                unpacker = unpacker or zstandard.ZstdDecompressor().decompressobj()
                yield unpacker.decompress(chunk)
                chunk = unpacker.unused_data
                unpacker = None if unpacker.eof else unpacker
    except zstandard.ZstdError as error:
        raise BrokenArchive(str(error)) from error
    if empty or unpacker is not None:
        raise BrokenArchive("the object is cut, or something follows it")


def _decode(raw: bytes) -> Line:
    try:
        return _decoder.decode(raw)
    except msgspec.MsgspecError as error:
        raise BrokenArchive("a line is not JSON") from error
