"""Shapes of wishes and matches: a film is as in the catalogue, a person is `{id, name}`."""

from typing import Any

from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from catalog.api.serializers import FilmSerializer
from wishlist.models import Wish


class WishSerializer(serializers.Serializer[Any]):
    """A title that oneself wants, from `selectors.wished_by`."""

    film = FilmSerializer(source="*", read_only=True)
    since = serializers.DateTimeField(source="wished_at", read_only=True)


class FilmMatchSerializer(serializers.ModelSerializer[Wish]):
    """A friend who wants a film."""

    user = PersonSerializer(read_only=True)
    since = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Wish
        fields = ["user", "since"]


class MatchSerializer(serializers.Serializer[Any]):
    """A title that oneself wants, and the friends who want it too."""

    film = FilmSerializer(source="*", read_only=True)
    friends = PersonSerializer(many=True, read_only=True)
