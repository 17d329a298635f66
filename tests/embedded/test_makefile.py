"""The commands of every day."""

from __future__ import annotations

import re
import subprocess

from tests.embedded.launching import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE)


def make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *words], cwd=ROOT, capture_output=True, text=True, timeout=30)


def test_help_has_a_sentence_for_every_target() -> None:
    """R149: `make help` lists them all; no target is without a sentence."""
    listed = dict(re.findall(r"^  ([a-z-]+) {2,}(\S.{10,})$", make("help").stdout, re.MULTILINE))
    assert set(TARGETS) <= listed.keys()


def test_help_is_what_make_alone_says() -> None:
    """R149."""
    assert make().stdout == make("help").stdout


def test_continuous_integration_says_the_same_words() -> None:
    """R149: what CI runs are targets of the Makefile."""
    said = re.findall(r"^make ([a-z-]+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert said == ["check", "test"]
    assert set(said) <= set(TARGETS)


def test_check_runs_all_its_parts_and_fails_if_one_does() -> None:
    """R149: one failing check hides no other."""
    parts = re.search(r"^CHECKS := (.*)$", MAKEFILE, re.MULTILINE)
    assert parts
    assert set(parts[1].split()) == {name for name in TARGETS if name.startswith("check-")}
    told = make("-n", "check", "BIN=/nowhere", "LAUNCH=@true")
    assert "--keep-going" in told.stdout
