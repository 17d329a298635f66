"""The full stack's files, checked as far as a machine without containers can."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.embedded.launching import ROOT
from tests.services import NOT_RUN

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
DOCUMENTED = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))


def published(service: dict[str, Any]) -> list[str]:
    return [str(port) for port in service.get("ports", [])]


def test_only_nginx_is_reachable_from_outside() -> None:
    """R006: one address takes all requests; engines are on a network of their own."""
    assert {name for name, service in SERVICES.items() if published(service)} == {"nginx"}
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert [SERVICES[name]["networks"] for name in ("postgres", "redis")] == [["back"], ["back"]]


def test_documented_ports_are_those_of_compose() -> None:
    """R147: the table of operations.md and docker-compose.yml say the same."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (\d+|—) \| ([^|]*)\|$", OPERATIONS, re.MULTILINE)
    table = {name: (port, " ".join(outside.split())) for name, port, outside in rows}
    assert table.keys() == SERVICES.keys()
    for name, service in SERVICES.items():
        if published(service):
            outside, _, inside = published(service)[0].rpartition(":")
            default = re.fullmatch(r"\$\{PORT:-(\d+)\}", outside)
            assert default
            assert table[name] == (inside, f"{default[1]}, or PORT")
        else:
            assert table[name][1] == "no"
    assert table["web"][0] == "8000"
    assert "--port=8000" in SERVICES["web"]["command"]


def test_readme_names_the_addresses_that_are_opened() -> None:
    """R147: the README's table, the launcher's defaults and compose agree."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(make run|docker compose up)` \| `(\S+)`", readme, re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    host, port = (
        re.findall(rf"^{name} \?= (\S+)$", makefile, re.MULTILINE)[0] for name in ("HOST", "PORT")
    )
    outside = re.findall(r"\d+", published(SERVICES["nginx"])[0])[0]
    assert dict(rows) == {
        "make run": f"http://{host}:{port}/",
        "docker compose up": f"http://localhost:{outside}/",
    }


def test_images_are_pinned() -> None:
    """R147: the same file brings the same stack a year later."""
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    images += re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert len(images) >= 6
    for image in images:
        assert re.search(r":v?\d+\.\d+\.\d+|:\d+\.\d+-", image), image


def test_long_running_parts_have_a_health_check() -> None:
    """R157: each part that the site needs says how it is."""
    without = {name for name, service in SERVICES.items() if "healthcheck" not in service}
    assert without == {"prepare", "mail"}


def test_site_runs_without_rights() -> None:
    """The image has an unprivileged user and the containers no capability."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE) == ["kino"]
    for name in ("web", "worker", "beat", "prepare"):
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["read_only"] is True


def test_image_holds_every_app() -> None:
    """What .dockerignore lets in is what the floors name, and what pages are made of."""
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps | {"cinema", "templates", "static", "manage.py", "requirements.txt"} <= let_in


def test_every_variable_is_explained() -> None:
    """R147: .env.example has each variable of the settings and of compose, with a sentence."""
    settings = "".join(path.read_text() for path in (ROOT / "cinema" / "settings").glob("*.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings))
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert read | used <= DOCUMENTED
    for previous, line in zip(EXAMPLE.splitlines(), EXAMPLE.splitlines()[1:], strict=False):
        if re.match(r"#?[A-Z_]+=", line):
            assert re.match(r"# .*\.$", previous), line


def test_example_holds_no_working_secret() -> None:
    """R150: a copied example does not start until somebody chose the keys."""
    for name in ("SECRET_KEY", "JWT_SIGNING_KEY", "POSTGRES_PASSWORD", "ARCHIVE_SECRET_KEY"):
        assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE)


@pytest.mark.parametrize("keys", [True, False])
def test_compose_itself_reads_the_file(keys: bool, tmp_path: Path) -> None:
    """R147: accepted with keys, refused with a hint without them."""
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip(f"{NOT_RUN}docker-compose config (no docker-compose found)")
    (tmp_path / "env").touch()  # a person's own .env is not what is shown here
    given = dict.fromkeys(
        ("SECRET_KEY", "JWT_SIGNING_KEY", "POSTGRES_PASSWORD", "ARCHIVE_SECRET_KEY"), "x"
    )
    told = subprocess.run(
        [program, "-f", "docker-compose.yml", "--env-file", tmp_path / "env", "config"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **(given if keys else {})},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (told.returncode == 0) is keys, told.stderr
    assert keys or "see .env.example" in told.stderr
