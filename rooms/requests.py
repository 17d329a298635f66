"""Requests of people who are signed in: what private views get, in types."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails
from rest_framework.request import Request

from accounts.models import User


class PageRequest(HttpRequest):
    """A request for a page that only the signed-in reach."""

    user: User
    htmx: HtmxDetails


class ApiRequest(Request):
    """The same for the API."""

    user: User
