"""The table of docs/reliability.md: rows of a run take the place of older ones, the others stay."""

import pytest

from tests.torture.faults import chosen
from tests.torture.history import Round
from tests.torture.report import BEGIN, END, Row, merged, write


def row(number, run="2 × 4", seen=None, proof="bit"):
    broken: dict[str, list[str]] = {f"I{n}": [] for n in range(1, 12)}
    return Row(number, "a fault", seen, broken, proof, run)


def test_rows_of_a_run_take_their_places(tmp_path):
    """What was played stays until it is played again; what never was says why."""
    page, numbers = tmp_path / "page.md", ["F01", "F02", "F03", "F01+F03"]
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    seen = Round("F01", [], [])
    write(page, merged(page, [row("F01", "old", seen), row("F03", "old", seen)], numbers))
    later = [row("F01", "new", seen), row("F02", "new", None, "no broker"), row("F03", "new")]
    write(page, merged(page, later, numbers))
    text = page.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| F")]
    assert [line.split()[1] for line in lines] == ["F01", "F02", "F03"]
    assert [line.rsplit("| ", 1)[1] for line in lines] == ["new |", "new |", "old |"]
    assert "not run: no broker" in lines[1]
    assert text.startswith("before\n")
    assert text.endswith("after\n")


def test_fault_that_is_none_is_told_before_a_site_starts():
    """Whoever mistypes is told what there is."""
    with pytest.raises(SystemExit, match=r"no fault 'F99'; FAULTS is .*F01, F02"):
        chosen("F01,F99")
