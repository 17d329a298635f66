from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WishlistConfig(AppConfig):
    name = "wishlist"
    verbose_name = _("Хочу посмотреть")

    def ready(self) -> None:
        from catalog.marks import register_mark
        from wishlist.selectors import wanted_by

        register_mark("wanted", wanted_by)
