from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Люди")

    def ready(self) -> None:
        """Register the checks and the way in that the API schema shows; watch who is signed in."""
        from accounts import checks, endings  # noqa: F401
        from accounts.api import schema  # noqa: F401

        endings.watch()
