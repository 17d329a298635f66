"""What every API answer has in common: pages of lists and the one shape of errors."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.encoding import force_str
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from accounts.errors import Refusal
from cinema.trouble import PASSES
from rooms.errors import Unavailable

logger = logging.getLogger(__name__)
CODES = {400: "invalid", 401: "not_authenticated", 403: "forbidden", 404: "not_found"}


class Pages(PageNumberPagination):
    """Lists by page number; a page holds at most 200 rows (R019)."""

    page_size_query_param = "page_size"
    max_page_size = 200


def answer_error(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn any refusal into `{"code", "detail", "fields"?}` with the right status.

    A database that is away is such a refusal too. Refusals of services carry `code`, `status`,
    `detail` and perhaps `retry_after` (seconds).
    Anything unknown returns None and becomes a plain 500.
    """
    if isinstance(exc, PASSES):
        logger.warning("request_failed error=%r", exc)
        exc = Unavailable()
    if isinstance(exc, Refusal):
        set_rollback()
        return _refusal(exc)
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    response = exception_handler(exc, context)
    if response is None or not isinstance(exc, exceptions.APIException):
        return response
    response.data = _shape(exc, response.status_code)
    return response


def _refusal(exc: Refusal) -> Response:
    response = Response({"code": exc.code, "detail": force_str(exc.detail)}, status=exc.status)
    if exc.retry_after is not None:
        response.data["retry_after"] = exc.retry_after
        response.headers["Retry-After"] = str(int(exc.retry_after) + 1)
    return response


def _shape(exc: exceptions.APIException, status: int) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError):
        fields = exc.detail if isinstance(exc.detail, dict) else {"non_field_errors": exc.detail}
        return {"code": "invalid", "detail": force_str(exc.default_detail), "fields": fields}
    if isinstance(exc, exceptions.Throttled):
        return {
            "code": "rate_limited",
            "detail": str(exc.detail),
            "retry_after": getattr(exc, "wait", None),
        }
    detail = exc.detail
    if isinstance(detail, dict):  # simplejwt gives {"detail", "code", "messages"}
        return {"code": str(detail.get("code", "invalid")), "detail": str(detail.get("detail", ""))}
    code = exc.get_codes()
    return {
        "code": code if isinstance(code, str) else CODES.get(status, "invalid"),
        "detail": str(detail),
    }
