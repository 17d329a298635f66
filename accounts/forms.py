"""Forms of accounts; allauth adds email and password to the sign-up form."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignupForm(forms.Form):
    """What we ask beside email and password."""

    name = forms.CharField(label=_("Как вас зовут"), max_length=60, strip=True)
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more to keep: the adapter has taken the name; allauth asks for this method."""
