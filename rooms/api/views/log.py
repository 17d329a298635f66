"""Reading the room log from any place on (R109)."""

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.reading import read_as
from accounts.selectors import who
from rooms import events_reading, selectors
from rooms.api.serializers import Cursor, EventsShape


class Events(APIView):
    """The room log."""

    @extend_schema(parameters=[Cursor], responses=EventsShape)
    def get(self, request: Request, token: str) -> Response:
        """List what came after a number or a moment, ascending; readers keep their own place.

        A record appears after all those before it, so a reader who goes on after the last number
        that he got misses nothing. `next` is there while there is more. Closed rooms as well.
        """
        room, _place = selectors.room_of(token, who(request))
        cursor = read_as(Cursor, request.query_params)
        after, limit = cursor["after"], cursor["limit"]
        found = events_reading.wires_since(room, after, limit + 1)
        told, following = found[:limit], None
        if len(found) > limit:
            on = QueryDict(mutable=True)
            on.update({"after": str(told[-1]["seq"]), "limit": str(limit)})
            following = request.build_absolute_uri(f"{request.path}?{on.urlencode()}")
        page = {"next": following, "results": told, "last_seq": room.last_seq}
        return Response(EventsShape(page).data)
