"""The one entry point: pages, API, health and admin."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy
from django.views.i18n import JavaScriptCatalog
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.views import switch_language
from cinema.favicon import favicon
from cinema.health import live, ready
from cinema.metrics import metrics
from cinema.nowhere import NoSuchAddress

handler500 = "cinema.trouble.failed"
admin.site.site_header = admin.site.site_title = gettext_lazy("Кино вместе")

api: list[URLPattern | URLResolver] = [
    path("", include("accounts.api.urls")),
    path("", include("catalog.api.urls")),
    path("", include("friends.api.urls")),
    path("", include("wishlist.api.urls")),
    path("", include("rooms.api.urls")),
    path("", include("chat.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",  # the split one: a script within the page would be blocked
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api_docs.html"),
        name="docs",
    ),
    path("<path:rest>", NoSuchAddress.as_view(), name="no-such-address"),
]

urlpatterns = [
    path("", include("catalog.urls")),
    path("", include("wishlist.urls")),
    path("", include("friends.urls")),
    path("", include("rooms.urls")),
    path("", include("chat.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include((api, "api"))),
    path("i18n/setlang/", switch_language, name="set_language"),
    path(
        "i18n/catalog.js",
        login_not_required(JavaScriptCatalog.as_view()),
        name="javascript_catalog",
    ),
    path("healthz/live", live, name="live"),
    path("healthz/ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    # Asked for by browsers on pages that name no icon: the admin's and those of the API.
    path("favicon.ico", favicon, name="favicon"),
]
