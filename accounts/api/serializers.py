"""Shapes of people and of ways to sign in."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.serializers import (
    TokenBlacklistSerializer,
    TokenObtainPairSerializer,
    TokenRefreshSerializer,
)
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken
from rest_framework_simplejwt.tokens import RefreshToken, UntypedToken

from accounts.authentication import person_of, tokens_for
from accounts.errors import EmailTaken
from accounts.models import User
from accounts.names import tidy_name, time_zones
from accounts.services import register_person

LOCKED_SECONDS = 300  # allauth's window of failed sign-ins


class PersonSerializer(serializers.ModelSerializer[User]):
    """Anybody, as others see him."""

    class Meta:
        model = User
        fields = ["id", "name"]


class NameField(serializers.CharField):
    """A name without what is not seen; must not be empty."""

    def to_internal_value(self, data: Any) -> str:
        """Return the tidy name."""
        name = tidy_name(super().to_internal_value(data))
        if not name:
            self.fail("blank")
        return name


def check_time_zone(value: str) -> None:
    """Raises ValidationError for a zone that does not exist (R005)."""
    if value not in time_zones():
        raise serializers.ValidationError(_("Такого часового пояса нет."))


class MeSerializer(serializers.ModelSerializer[User]):
    """Oneself."""

    name = NameField(max_length=60)
    time_zone = serializers.CharField(max_length=64, validators=[check_time_zone])

    class Meta:
        model = User
        fields = ["id", "name", "email", "language", "time_zone"]
        read_only_fields = ["id", "email"]


class RegisterSerializer(serializers.Serializer[User]):
    """A new person; answered as `{id, name, email}`."""

    id = serializers.UUIDField(read_only=True)
    name = NameField(max_length=60)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(
        write_only=True, max_length=256, trim_whitespace=False, style={"input_type": "password"}
    )
    language = serializers.ChoiceField(choices=User.Language.choices, write_only=True, default="ru")
    time_zone = serializers.CharField(
        max_length=64, write_only=True, default="Europe/Moscow", validators=[check_time_zone]
    )

    def validate_email(self, value: str) -> str:
        """Addresses are kept in lower case."""
        return value.lower()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a password that is easily guessed for this very person."""
        try:
            validate_password(attrs["password"], User(email=attrs["email"], name=attrs["name"]))
        except DjangoValidationError as weak:
            raise serializers.ValidationError({"password": weak.messages}) from weak
        return attrs

    def create(self, validated_data: dict[str, Any]) -> User:
        """Make the person, or tell that the address is taken (see EmailTaken for why openly)."""
        try:
            return register_person(**validated_data)
        except EmailTaken as taken:
            raise serializers.ValidationError({"email": [str(taken)]}) from taken


class SignInSerializer(TokenObtainPairSerializer):
    """`{email, password}` → `{access, refresh}`; every refusal is the same (R001)."""

    access = serializers.CharField(read_only=True)
    refresh = serializers.CharField(read_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        """Sign in under the same limits as the page does."""
        request = self.context["request"]._request
        try:
            user = get_adapter().authenticate(request, **attrs)
        except DjangoValidationError as limited:
            raise Throttled(LOCKED_SECONDS) from limited
        if user is None or not user.is_active:
            raise AuthenticationFailed(_("Почта или пароль не подошли."), "wrong_credentials")
        refresh = tokens_for(user)
        return {"access": str(refresh.access_token), "refresh": str(refresh)}


class RefreshSerializer(TokenRefreshSerializer):
    """`{refresh}` → `{access, refresh}`; the old one is spent."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        """Refuse a token whose person is gone, blocked or has signed out everywhere."""
        person_of(RefreshToken(attrs["refresh"]))
        rotated: dict[str, str] = super().validate(attrs)
        return rotated


class VerifySerializer(serializers.Serializer[None]):
    """`{token}`, access or refresh → 200 while it is good."""

    token = serializers.CharField(write_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse with 401 whatever no longer signs anybody in."""
        token = UntypedToken(attrs["token"])
        if BlacklistedToken.objects.filter(token__jti=token["jti"]).exists():
            raise InvalidToken(gettext("Этот ключ отозван."))
        person_of(token)
        return {}


class SignOutSerializer(TokenBlacklistSerializer):
    """`{refresh}`: that token is revoked."""


class TicketSerializer(serializers.Serializer[None]):
    """What opens one socket: `?ticket=` of its address, once, in time."""

    ticket = serializers.CharField(read_only=True)
    expires_in = serializers.IntegerField(read_only=True, help_text="seconds")
