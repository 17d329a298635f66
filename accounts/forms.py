"""Forms of accounts; allauth adds email and password to the sign-up form."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import tidy_name, time_zones


class NameField(forms.CharField):
    """A person's name: what is not seen is taken out, what is left must not be empty."""

    def to_python(self, value: Any) -> str:
        """Return the tidy name."""
        return tidy_name(super().to_python(value) or "")


class SignupForm(forms.Form):
    """What we ask beside email and password."""

    name = NameField(
        label=_("Как вас зовут"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more to keep: the adapter has taken the name; allauth asks for this method."""


class ProfileForm(forms.ModelForm[User]):
    """What a person may change about himself."""

    name = NameField(
        label=_("Имя"),
        max_length=60,
        help_text=_("Так вас видят друзья и все в комнате."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Часовой пояс"), help_text=_("По нему показываем время сеансов.")
    )

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = forms.ChoiceField(choices=[(zone, zone.replace("_", " ")) for zone in time_zones()])
        self.fields["time_zone"].choices = zones.choices  # type: ignore[attr-defined]
