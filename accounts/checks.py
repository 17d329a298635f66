"""Settings without which tokens could not be taken back."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

BLACKLIST = "rest_framework_simplejwt.token_blacklist"


@register("security")
def check_tokens_can_be_revoked(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start where rotation would silently revoke nothing."""
    rules = settings.SIMPLE_JWT
    rotates = rules.get("ROTATE_REFRESH_TOKENS") and rules.get("BLACKLIST_AFTER_ROTATION")
    if BLACKLIST in settings.INSTALLED_APPS and rotates:
        return []
    return [
        Error(
            "Refresh tokens cannot be revoked.",
            hint=f"Keep {BLACKLIST!r} installed, ROTATE_REFRESH_TOKENS and "
            "BLACKLIST_AFTER_ROTATION on.",
            id="accounts.E001",
        )
    ]
