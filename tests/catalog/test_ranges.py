"""The Range header: a table of cases, and laws that hold for every header."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.ranges import ByteRange, RangeNotSatisfiable, parse_range

SIZE, CAP = 1000, 100


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 99),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=950-", 950, 999),
        ("bytes=950-5000", 950, 999),
        ("bytes=999-999", 999, 999),
        ("bytes=-50", 950, 999),
        ("bytes=-500", 500, 599),
        ("bytes=-999999999999999999999", 0, 99),
        ("bytes=5-999999999999999999999999", 5, 104),
        ("BYTES=0-9", 0, 9),
        ("bytes = 0-9 ", 0, 9),
        ("bytes=000000000000000000000000-9", 0, 9),
    ],
)
def test_range_is_read_and_held_to_the_cap(header: str, first: int, last: int):
    """R034, A29: every form of one range, shortened to what one answer may carry."""
    assert parse_range(header, SIZE, CAP) == ByteRange(first, last)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=9-3",
        "bytes=a-b",
        "bytes=1--2",
        "bytes=--5",
        "bytes=+1-2",
        "bytes=1-2-3",
        "bytes=0x1-5",
        "bytes=1 - 2",
        "bytes=٣-٥",
        "items=0-1",
        "megabytes=0-1",
        "0-99",
    ],
)
def test_malformed_range_is_ignored(header: str):
    """A29: another unit, a last byte before the first, or nonsense means no range at all."""
    assert parse_range(header, SIZE, CAP) is None


@pytest.mark.parametrize(
    "header",
    [
        "bytes=1000-",
        "bytes=999999999999-",
        "bytes=99999999999999999999999999-",
        "bytes=-0",
        "bytes=0-0,2-3",
        "bytes=0-,0-,0-",
        "bytes=" + ",".join(f"{n}-{n}" for n in range(1000)),
    ],
)
def test_range_beyond_the_file_or_many_ranges_are_refused(header: str):
    """A29, CVE-2011-3192: nothing to give, or too much asked for."""
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, SIZE, CAP)


@given(
    header=st.one_of(
        st.text(max_size=40),
        st.from_regex(r"bytes=\d{0,25}-\d{0,25}", fullmatch=True),
        st.from_regex(r"(?i)bytes ?= ?[\d,\- ]{0,30}", fullmatch=True),
    ),
    size=st.integers(0, 10**13),
    cap=st.integers(1, 4 * 2**20),
)
@example(header="bytes=-5", size=0, cap=1)
@example(header="bytes=0-", size=0, cap=1)
def test_any_answer_lies_inside_the_file(header: str, size: int, cap: int):
    """A29: no header gives a negative length, a byte beyond the end or more than the cap."""
    try:
        found = parse_range(header, size, cap)
    except RangeNotSatisfiable:
        return
    if found is not None:
        assert 0 <= found.first <= found.last < size
        assert 1 <= found.length <= cap


@given(size=st.integers(1, 10**6), cap=st.integers(1, 10**5), data=st.data())
def test_reading_on_from_where_the_last_answer_ended_gives_the_whole_file(size, cap, data):
    """R034: short answers joined end to end cover every byte once."""
    start = data.draw(st.integers(max(0, size - 20 * cap), size - 1))
    at = start
    while at < size:
        piece = parse_range(f"bytes={at}-", size, cap)
        assert piece is not None
        assert piece.first == at
        at = piece.last + 1
    assert at == size
