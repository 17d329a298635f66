"""Front-end files of others are those that the manifest names; pages keep to the strict policy."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
MANIFEST = (STATIC / "vendor" / "MANIFEST.md").read_text()
ROWS = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", MANIFEST, re.M)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "email" not in path.parts]
SCRIPTS = [path for path in STATIC.rglob("*.js") if "vendor" not in path.parts]
STYLES = sorted((STATIC / "css").rglob("*.css"))


@pytest.mark.parametrize(("name", "sha256"), ROWS)
def test_vendored_file_is_the_one_in_the_manifest(name, sha256):
    """R159, D17: versions and hashes of vendored files are written down and hold."""
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == sha256


def test_manifest_lists_every_vendored_file():
    """R159, D17: nothing is vendored in silence, and each has its licence beside it."""
    found = [*(STATIC / "vendor").rglob("*.js"), *(STATIC / "fonts").rglob("*.woff2")]
    found += (STATIC / "icons").rglob("sprite.svg")
    assert {str(path.relative_to(STATIC)) for path in found} == {name for name, _ in ROWS}
    assert all((path.parent / "LICENCE").exists() for path in found)


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_nothing_inline(template):
    """R159, D17: no inline script, style or handler, so that the policy needs no exception."""
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize(
    "source", [*SCRIPTS, *STYLES], ids=lambda path: str(path.relative_to(ROOT))
)
def test_front_end_asks_no_other_site(source):
    """R159, D17: pages load nothing from anywhere else; a namespace is a name, not an address."""
    text = source.read_text().replace("http://www.w3.org/", "")
    assert not re.search(r"[\"'(](?:https?:)?//[a-z]", text)


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_icons_of_a_template_are_in_the_sprite(template):
    """R159: an icon that is asked for is there."""
    sprite = next((STATIC / "icons").rglob("sprite.svg")).read_text()
    for name in re.findall(r"{% icon [\"']([a-z0-9-]+)[\"'] %}", template.read_text()):
        assert f'id="{name}"' in sprite
