"""Template filters for titles: names, lengths and countries in the reader's language."""

from collections.abc import Iterable
from typing import cast

from django import template
from django.utils.translation import gettext, gettext_lazy

from accounts.selectors import language
from catalog.models import Genre, Title

register = template.Library()

# Countries of films, past ones among them, as ISO 3166 names them (parts 1 and 3).
COUNTRIES = {
    "AR": gettext_lazy("Аргентина"),
    "AT": gettext_lazy("Австрия"),
    "AU": gettext_lazy("Австралия"),
    "BE": gettext_lazy("Бельгия"),
    "BR": gettext_lazy("Бразилия"),
    "CA": gettext_lazy("Канада"),
    "CH": gettext_lazy("Швейцария"),
    "CN": gettext_lazy("Китай"),
    "CS": gettext_lazy("Чехословакия"),
    "CZ": gettext_lazy("Чехия"),
    "DE": gettext_lazy("Германия"),
    "DK": gettext_lazy("Дания"),
    "ES": gettext_lazy("Испания"),
    "FI": gettext_lazy("Финляндия"),
    "FR": gettext_lazy("Франция"),
    "GB": gettext_lazy("Великобритания"),
    "HU": gettext_lazy("Венгрия"),
    "IE": gettext_lazy("Ирландия"),
    "IN": gettext_lazy("Индия"),
    "IT": gettext_lazy("Италия"),
    "JP": gettext_lazy("Япония"),
    "KR": gettext_lazy("Южная Корея"),
    "MX": gettext_lazy("Мексика"),
    "NL": gettext_lazy("Нидерланды"),
    "NO": gettext_lazy("Норвегия"),
    "NZ": gettext_lazy("Новая Зеландия"),
    "PL": gettext_lazy("Польша"),
    "RU": gettext_lazy("Россия"),
    "SE": gettext_lazy("Швеция"),
    "SU": gettext_lazy("СССР"),
    "UA": gettext_lazy("Украина"),
    "US": gettext_lazy("США"),
}


@register.filter
def running_time(seconds: float) -> str:
    """Say a length as people do: «1 ч 17 мин»; whole minutes, at least one."""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    if not hours:
        return gettext("%(minutes)d мин") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)d ч") % {"hours": hours}
    return gettext("%(hours)d ч %(minutes)d мин") % {"hours": hours, "minutes": minutes}


@register.filter
def country_names(codes: Iterable[str]) -> str:
    """Name countries by their codes; an unknown code stands for itself."""
    return ", ".join(str(COUNTRIES.get(code.upper(), code)) for code in codes)


@register.filter
def title_name(title: Title) -> str:
    """Name a title in the reader's language; no query if a selector has named it already."""
    return cast(str, getattr(title, "display_name", "")) or title.name(language())


@register.filter
def genre_name(genre: Genre) -> str:
    """Name a genre in the reader's language."""
    return genre.name(language())
