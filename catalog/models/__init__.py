"""Titles (films, series, episodes), their texts by language, people, genres and video."""

from catalog.models.credit import Credit
from catalog.models.genre import Genre
from catalog.models.language import Language
from catalog.models.person import Person
from catalog.models.title import Title, TitleText
from catalog.models.video import Rendition, StoredFile, Subtitles, Video

__all__ = [
    "Credit",
    "Genre",
    "Language",
    "Person",
    "Rendition",
    "StoredFile",
    "Subtitles",
    "Title",
    "TitleText",
    "Video",
]
