"""The catalogue for the staff. What they write is theirs: loading never touches it again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.selectors import language
from catalog import selectors
from catalog.models import (
    Credit,
    Genre,
    Language,
    Person,
    Rendition,
    Subtitles,
    Title,
    TitleText,
    Video,
)


class TextInline(admin.StackedInline[TitleText, Title]):
    """Name and description, one a language."""

    model = TitleText
    extra = 0
    max_num = 2
    readonly_fields = ("source",)


class CreditInline(admin.TabularInline[Credit, Title]):
    """Who made it and who plays in it."""

    model = Credit
    extra = 0
    autocomplete_fields = ("person",)


class VideoInline(admin.StackedInline[Video, Title]):
    """The file; it is made and measured by the loader, never by hand."""

    model = Video
    extra = 0
    can_delete = False
    readonly_fields = ("key", "size", "etag", "duration", "content_type", "height", "language")

    def has_add_permission(self, request: HttpRequest, obj: Title | None = None) -> bool:
        return False


class SubtitlesInline(admin.StackedInline[Subtitles, Title]):
    """What is said, one WebVTT a language."""

    model = Subtitles
    extra = 0
    max_num = len(Language.values)


@admin.register(Title)
class TitleAdmin(admin.ModelAdmin[Title]):
    """Films, series and episodes."""

    list_display = ("named", "kind", "year", "playable", "updated_at")
    list_filter = ("kind", "genres")
    search_fields = ("texts__name", "original_title", "external_id")
    search_help_text = _("название на любом языке или номер у партнёра")
    autocomplete_fields = ("parent", "genres")
    readonly_fields = ("created_at", "updated_at")
    inlines = (TextInline, CreditInline, VideoInline, SubtitlesInline)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Title]:
        return selectors.titles(language()).order_by("-updated_at", "id")

    @admin.display(description=_("название"), ordering="original_title")
    def named(self, title: Title) -> str:
        return title.display_name

    @admin.display(description=_("есть видео"), boolean=True)
    def playable(self, title: Title) -> bool:
        return title.has_video

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Title],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        """A text that was written by hand becomes the editors' own (R023)."""
        for one in formset.forms:
            if isinstance(one.instance, TitleText) and one.has_changed():
                one.instance.source = TitleText.Source.CMS
        super().save_formset(request, form, formset, change)


@admin.register(Rendition)
class RenditionAdmin(admin.ModelAdmin[Rendition]):
    """Further files of films, made and measured by the loader."""

    list_display = ("key", "height", "language", "size")
    list_filter = ("height", "language")
    search_fields = ("key", "video__title__texts__name")
    readonly_fields = ("video", "key", "size", "etag", "content_type", "height", "language")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(TitleText)
class TitleTextAdmin(admin.ModelAdmin[TitleText]):
    """Names and descriptions by language."""

    list_display = ("name", "language", "source")
    list_filter = ("language", "source")
    search_fields = ("name", "description", "title__original_title")
    autocomplete_fields = ("title",)
    readonly_fields = ("source",)

    def save_model(
        self, request: HttpRequest, obj: TitleText, form: ModelForm[TitleText], change: bool
    ) -> None:
        """A text that was written by hand becomes the editors' own (R023)."""
        if form.has_changed():
            obj.source = TitleText.Source.CMS
        super().save_model(request, obj, form, change)


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    """Those who make films and play in them."""

    list_display = ("name_ru", "name_en", "birth_date", "external_id")
    search_fields = ("name_ru", "name_en", "external_id")


@admin.register(Genre)
class GenreAdmin(admin.ModelAdmin[Genre]):
    """Genres and their names."""

    list_display = ("slug", "name_ru", "name_en")
    search_fields = ("slug", "name_ru", "name_en")


@admin.register(Credit)
class CreditAdmin(admin.ModelAdmin[Credit]):
    """Single lines of the credits, to be found by person, role or film."""

    list_display = ("person", "job", "role_ru", "title")
    list_filter = ("job",)
    list_select_related = ("person", "title")
    search_fields = (
        "person__name_ru",
        "person__name_en",
        "role_ru",
        "role_en",
        "title__original_title",
    )
    autocomplete_fields = ("person", "title")


@admin.register(Video)
class VideoAdmin(admin.ModelAdmin[Video]):
    """Files that are played; made and measured by the loader."""

    list_display = ("title", "key", "size", "duration")
    list_select_related = ("title",)
    search_fields = ("title__original_title", "title__texts__name", "key")
    readonly_fields = ("title", "key", "size", "etag", "duration", "content_type")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
