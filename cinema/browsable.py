"""The browsable API under our content security policy. DRF reads this early: import little here."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BrowsableAPIRenderer


class BrowsablePages(BrowsableAPIRenderer):
    """DRF's own pages; their templates carry a few style attributes, allowed here and only here."""

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what the template needs, but for a <style> that nothing there uses."""
        return {**super().get_context(*args, **kwargs), "code_style": ""}

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the page as HTML."""
        page: str = super().render(data, accepted_media_type, renderer_context)
        if renderer_context is not None:
            renderer_context["response"]._csp_update = {"style-src-attr": ["'unsafe-inline'"]}
        return page
