"""Reading people."""

from typing import Protocol

from django.core.exceptions import PermissionDenied

from accounts.models import User


class HasUser(Protocol):
    """A request of Django or of DRF."""

    @property
    def user(self) -> object:
        """Whoever asks, perhaps a visitor."""


def who(request: HasUser) -> User:
    """Return the signed-in person of a request to a private view.

    Raises PermissionDenied for a visitor.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
