"""The browser modules behind a page's script, named in its head so that all are fetched at once."""

import functools
import posixpath
import re
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# `import … from "./x.js"`, `export … from "./x.js"`, a bare `import "./x.js"`: as statements stand.
IMPORTS = re.compile(
    r'^(?:import|export)\s+(?:[^"\';]*?\bfrom\s+)?["\'](\.{1,2}/[^"\']+)["\']', re.MULTILINE
)


@register.simple_tag
def preload_modules(entry: str) -> SafeString:
    """Name every module that the static file `entry` imports, by whatever way.

    Without it a browser learns of each only when the one that imports it has come: as many trips to
    the server and back, one after the other, as the imports are deep.
    """
    links = ((f"{settings.STATIC_URL}{path}",) for path in imported(entry))
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}">', links)


@functools.cache
def imported(entry: str) -> tuple[str, ...]:
    """Return the static paths that `entry` imports, the nearest first; once a process.

    They are asked for as they stand in the code, not by the names that carry a checksum.
    """
    found = [entry]
    for path in found:  # grows meanwhile
        named = IMPORTS.findall(_text(path))
        near = (posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in named)
        found += [one for one in dict.fromkeys(near) if one not in found]
    return tuple(found[1:])


def _text(path: str) -> str:
    file = finders.find(path)
    return Path(str(file)).read_text(encoding="utf-8") if file else ""
