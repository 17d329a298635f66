"""People in the admin: found by name and address, blocked with a click, never deleted."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.token_blacklist import admin as _library  # noqa: F401 registers them
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.models import User
from accounts.services import sign_out_everywhere

# The library shows every refresh token in full, and whoever has one is that person.
admin.site.unregister([OutstandingToken, BlacklistedToken])

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


class NewPersonForm(AdminUserCreationForm[User]):
    """Makes a person by address; a password may be left out."""

    class Meta:
        model = User
        fields = ("email", "name")
        field_classes: dict[str, Any] = {}

    def clean_email(self) -> str:
        """Addresses are kept in lower case."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """No password is shown; rights are given by superusers only; to delete is to deactivate."""

    add_form = NewPersonForm
    list_display = ["email", "name", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff", "language"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    date_hierarchy = "date_joined"
    fieldsets = (
        (None, {"fields": ("email", "name", "language", "time_zone")}),
        (_("Вход и права"), {"fields": ("is_active", *RIGHTS)}),
        (_("Когда"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The address belongs to its owner; rights are a superuser's business."""
        fixed = ["date_joined", "last_login", *(["email"] if obj else [])]
        return fixed if request.user.is_superuser else [*fixed, *RIGHTS]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may not touch superusers."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rooms and their logs name people: they are deactivated instead."""
        return False

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        """Whoever is deactivated is signed out everywhere."""
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            sign_out_everywhere(user=obj)
