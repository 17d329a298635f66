"""How allauth makes our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the name from the form and the language in which the person signed up."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Fill the new person from the form; saved when `commit`."""
        user.name = form.cleaned_data["name"]
        user.language = get_language() or User.Language.RUSSIAN
        return super().save_user(request, user, form, commit=commit)
