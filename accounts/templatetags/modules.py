"""The browser modules behind a page's script, named in its head so that all are fetched at once."""

import functools
import posixpath
import re
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# `import … from "./x.js"`, `export … from "./x.js"`, a bare `import "./x.js"`: as statements stand.
IMPORT = (
    r"(?m)(?P<matched>^(?P<words>(?:import|export)\s+(?:[^\"';]*?\bfrom\s+)?)"
    r"[\"'](?P<url>\.{1,2}/[^\"']+)[\"'])"
)
IMPORTS = re.compile(IMPORT)


@register.simple_tag
def preload_modules(entry: str) -> SafeString:
    """Name every module that the static file `entry` imports, by whatever way.

    Without it a browser learns of each only when the one that imports it has come: as many trips to
    the server and back, one after the other, as the imports are deep.
    """
    links = ((static(path),) for path in imported(entry))
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}">', links)


@functools.cache
def imported(entry: str) -> tuple[str, ...]:
    """Return the static paths that `entry` imports, the nearest first; once a process."""
    found = [entry]
    for path in found:  # grows meanwhile
        named = [one["url"] for one in IMPORTS.finditer(_text(path))]
        near = (posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in named)
        found += [one for one in dict.fromkeys(near) if one not in found]
    return tuple(found[1:])


def _text(path: str) -> str:
    file = finders.find(path)
    return Path(str(file)).read_text(encoding="utf-8") if file else ""
