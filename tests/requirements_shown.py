"""Lists which requirements (R001…R162) the tests name in their docstrings, and which not yet."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
ALL = [f"R{number:03d}" for number in range(1, 163)]
NAME = re.compile(r"\bR\d{3}\b")


def shown(folder: Path = TESTS) -> dict[str, list[str]]:
    """Return requirement → names of the tests whose docstring holds it."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for test in _tests(ast.parse(path.read_text())):
            for name in NAME.findall(ast.get_docstring(test) or ""):
                found.setdefault(name, []).append(f"{path.relative_to(folder)}::{test.name}")
    return found


def _tests(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = (node for node in ast.walk(tree))
    return [
        node
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]


def main() -> None:
    """Print one line per requirement that is shown, and the numbers of those that are not."""
    found = shown()
    for name in ALL:
        if name in found:
            print(name, len(found[name]), found[name][0])
    print("not shown yet:", " ".join(name for name in ALL if name not in found))


if __name__ == "__main__":
    main()
