"""One's own data for programs: the file of the profile page."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import TokenAuthentication
from accounts.negotiation import JsonWhenRefused
from accounts.selectors import who
from chat.takeout_file import data_file, wait_of
from rooms.errors import RateLimited


class OwnDataView(APIView):
    """By token alone: a page elsewhere can make a browser follow a link, but has no token."""

    authentication_classes = (TokenAuthentication,)
    content_negotiation_class = JsonWhenRefused

    @extend_schema(tags=["me"], responses={(200, "application/jsonl"): OpenApiTypes.STR})
    def get(self, request: Request) -> StreamingHttpResponse:
        """Give all that is held of oneself as JSON lines (docs/own-data.md), made while it is sent.

        Needs a token, not a cookie. Three times an hour, together with the profile page: then 429.
        """
        person = who(request)
        if (wait := wait_of(person)) > 0:
            raise RateLimited(retry_after=round(wait, 1))
        return data_file(person)
