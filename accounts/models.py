"""People. The only user table of the product (R009)."""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes people; the email is the name to sign in with and is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a person; `password=None` makes an account nobody can sign in to by password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a person with every right; used by `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        """Find a person by the address in any letter case."""
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person: how to sign in, how to call him, which clock and language he lives by."""

    class Language(models.TextChoices):
        RUSSIAN = "ru", _("Русский")
        ENGLISH = "en", _("English")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("почта"), unique=True)
    name = models.CharField(_("имя"), max_length=60)
    language = models.CharField(
        _("язык"), max_length=2, choices=Language.choices, default=Language.RUSSIAN
    )
    time_zone = models.CharField(_("часовой пояс"), max_length=64, default="Europe/Moscow")
    is_active = models.BooleanField(_("действует"), default=True)
    is_staff = models.BooleanField(_("сотрудник"), default=False)
    date_joined = models.DateTimeField(_("с нами с"), default=timezone.now)
    sign_in_version = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("растёт, когда человек выходит отовсюду")
    )

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("человек")
        verbose_name_plural = _("люди")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
        ]
        indexes = [  # search of people by the beginning of a name, in any letter case
            models.Index(OpClass(Upper("name"), name="text_pattern_ops"), name="user_name_prefix"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """Return what a session must match: a new password or «log out everywhere» ends it."""
        return self._versioned(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same made with older secret keys."""
        return map(self._versioned, super().get_session_auth_fallback_hash())

    def _versioned(self, session_hash: str) -> str:
        return f"{session_hash}{self.sign_in_version}"
