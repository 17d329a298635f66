"""Refusals of the catalogue: a code for programs, an HTTP status, a sentence for people."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal


class CatalogError(Refusal):
    """Base of all refusals here."""


class TitleNotFound(CatalogError):
    """No such film, series or episode, or not one for this person."""

    code = "not_found"
    status = 404
    detail = _("Такой картины у нас нет.")


class VideoNotFound(CatalogError):
    """The title has nothing to play."""

    code = "not_found"
    status = 404
    detail = _("У этой картины нет видео.")


class VideoRefused(CatalogError):
    """The address was made for somebody else, is too old, or was never ours."""

    code = "forbidden"
    status = 403
    detail = _("Ссылка на видео устарела или выдана не вам. Обновите страницу.")
