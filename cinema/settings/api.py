"""The API: who may ask, in which form, and how it describes itself."""

from datetime import timedelta

from cinema.settings.env import TRUSTED_PROXIES, env

SIMPLE_JWT = {
    "SIGNING_KEY": env.str("JWT_SIGNING_KEY"),
    "ALGORITHM": "HS256",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "LEEWAY": timedelta(seconds=5),  # clocks of servers differ, and jump (F27)
    "CHECK_REVOKE_TOKEN": True,  # a changed password ends every token
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one names the way to sign in, so that a visitor gets 401 and not 403.
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [
        "cinema.parsers.ShallowJSON",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "cinema.browsable.BrowsablePages",
    ],
    "DEFAULT_PAGINATION_CLASS": "cinema.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "cinema.api.answer_error",
    "PAGE_SIZE": 24,
    "NUM_PROXIES": TRUSTED_PROXIES,
    "DEFAULT_THROTTLE_RATES": {"register": "60/min", "people-search": "60/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kino Together",
    "DESCRIPTION": "An online cinema where friends watch a film together.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "TitleKindEnum": "catalog.models.Title.Kind",
        "RoleEnum": "rooms.models.Member.Role",
        "VideoKindEnum": "catalog.api.serializers.VIDEO_KINDS",
    },
}
