"""Lists what the tests name in their docstrings, and what not yet: requirements (R001…R162), faults
(F01…F38), attacks (A01…A45). `python -m tests.requirements_shown A` shows each test of one kind.
"""

import ast
import re
import sys
from pathlib import Path

TESTS = Path(__file__).parent
KINDS = {
    "R": [f"R{number:03d}" for number in range(1, 163)],
    "F": [f"F{number:02d}" for number in range(1, 39)],
    "A": [f"A{number:02d}" for number in range(1, 46)],
}
NAME = re.compile(r"\b(?:R\d{3}|[FA]\d{2})\b")
RANGE = re.compile(r"\b(R\d{3}|[FA]\d{2})\s?[–…-]\s?(R\d{3}|[FA]\d{2})\b")


def shown(folder: Path = TESTS) -> dict[str, list[str]]:
    """Return requirement → names of the tests whose docstring holds it."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for test in _tests(ast.parse(path.read_text())):
            for name in names(ast.get_docstring(test) or ""):
                found.setdefault(name, []).append(f"{path.relative_to(folder)}::{test.name}")
    return found


def names(text: str) -> list[str]:
    """Return what a docstring names, each once; «R081–R084» names all four."""
    told = NAME.findall(text)
    for first, last in RANGE.findall(text):
        every = KINDS[first[0]]
        told += every[every.index(first) : every.index(last) + 1]
    return sorted(set(told))


def _tests(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = (node for node in ast.walk(tree))
    return [
        node
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]


def main(asked: list[str]) -> None:
    """Print one line per name that is shown, and those that are not; with a kind, every test."""
    found = shown()
    for kind, every in KINDS.items():
        if asked and kind not in asked:
            continue
        for name in every:
            tests = found.get(name, [])
            for test in tests if asked else tests[:1]:
                print(name, len(tests), test)
        print("not shown yet:", " ".join(name for name in every if name not in found))


if __name__ == "__main__":
    main(sys.argv[1:])
