"""What a request of the API asks for, read by its shape."""

from collections.abc import Mapping
from typing import Any

from rest_framework.serializers import Serializer


def read_as(shape: type[Serializer[Any]], data: Any, *, partial: bool = False) -> Mapping[str, Any]:
    """Return what stands in a body or a query. Raises ValidationError, which answers 400.

    With `partial` a form may leave out what it does not change.
    """
    body = shape(data=data, partial=partial)
    body.is_valid(raise_exception=True)
    wanted: Mapping[str, Any] = body.validated_data
    return wanted
