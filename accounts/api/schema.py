"""How the OpenAPI schema names our way to sign in by token."""

from typing import Any

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme


class TokenScheme(SimpleJWTScheme):  # type: ignore[no-untyped-call]
    """`Authorization: Bearer <access>`."""

    target_class: Any = "accounts.authentication.TokenAuthentication"
    name = "bearer"
