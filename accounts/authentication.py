"""Tokens of API clients: whom a token stands for, and whether it still does."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import RefreshToken, Token

from accounts.models import User

VERSION = "ver"  # claim: the sign-in version of the person when the token was given


def tokens_for(user: User) -> RefreshToken:
    """Return a new refresh token (`.access_token` gives the access one)."""
    token = RefreshToken.for_user(user)
    token[VERSION] = user.sign_in_version
    return token


class TokenAuthentication(JWTAuthentication):
    """`Authorization: Bearer …`; a token ends with «log out everywhere» or a new password."""

    def get_user(self, validated_token: Token) -> Any:
        """Return the person of a token. Raises AuthenticationFailed (401)."""
        try:
            user: Any = super().get_user(validated_token)
        except ValidationError as problem:  # an id that is no id
            raise AuthenticationFailed(code="user_not_found") from problem
        if validated_token.get(VERSION) != user.sign_in_version:
            raise AuthenticationFailed(code="signed_out")
        return user


def person_of(token: Token) -> User:
    """Return whom a readable token of any kind stands for now. Raises InvalidToken (401)."""
    try:
        user: User = TokenAuthentication().get_user(token)
    except AuthenticationFailed as problem:
        raise InvalidToken(str(problem.detail)) from problem
    return user
