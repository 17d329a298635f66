"""Holds published records against docs/kafka/, strictly: nothing undeclared."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.stack import ROOT
from tests.wire_check import close

FILE = ROOT / "docs" / "kafka" / "watch_together.1.json"


@cache
def declared() -> dict[str, Any]:
    """The schema as it is written."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def check_record(record: dict[str, Any]) -> None:
    """Fail unless the schema knows this record, with every field of it."""
    wrong = next(_judge().iter_errors(record), None)
    assert wrong is None, f"{record}: {'/'.join(map(str, wrong.absolute_path))}: {wrong.message}"


@cache
def _judge() -> Draft202012Validator:
    strict = copy.deepcopy(declared())
    close(strict["$defs"])
    strict["additionalProperties"] = False
    Draft202012Validator.check_schema(strict)
    return Draft202012Validator(strict, format_checker=FormatChecker())
