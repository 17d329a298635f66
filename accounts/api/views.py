"""API of accounts: registration, tokens, tickets for sockets, oneself."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView
from rest_framework_simplejwt.views import (
    TokenBlacklistView,
    TokenObtainPairView,
    TokenRefreshView,
    TokenVerifyView,
)

from accounts.api import serializers
from accounts.models import User
from accounts.selectors import who
from accounts.services import TICKET_SECONDS, issue_ticket, sign_out_everywhere

NOTHING = OpenApiResponse(description="Done; nothing to say.")


@extend_schema(tags=["auth"], auth=[])
class Register(generics.CreateAPIView[User]):
    """Make an account. A letter goes out that confirms the address; it works before that too.

    An address that is taken is told openly (400, `fields.email`): the account works at once, so
    a hidden refusal would show itself at the next sign-in and would only fool honest people.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = serializers.RegisterSerializer
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "register"


@extend_schema(tags=["auth"], auth=[])
class SignIn(TokenObtainPairView):
    """Take an access token (15 minutes) and a refresh token (30 days) for email and password."""

    _serializer_class = "accounts.api.serializers.SignInSerializer"


@extend_schema(tags=["auth"], auth=[])
class Refresh(TokenRefreshView):
    """Change a refresh token for a new pair; the old one is spent."""

    _serializer_class = "accounts.api.serializers.RefreshSerializer"


@extend_schema(tags=["auth"], auth=[])
class Verify(TokenVerifyView):
    """Ask whether a token, access or refresh, still signs anybody in."""

    _serializer_class = "accounts.api.serializers.VerifySerializer"


@extend_schema(
    tags=["auth"], auth=[], request=serializers.SignOutSerializer, responses={204: NOTHING}
)
class SignOut(TokenBlacklistView):
    """Revoke a refresh token."""

    _serializer_class = "accounts.api.serializers.SignOutSerializer"

    def post(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Answer 204; 401 for a token that is none or was revoked before."""
        super().post(request, *args, **kwargs)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SignOutEverywhere(APIView):
    """End every session and token of oneself, this one too."""

    @extend_schema(tags=["auth"], request=None, responses={204: NOTHING})
    def post(self, request: Request) -> Response:
        """Answer 204."""
        sign_out_everywhere(user=who(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Ticket(APIView):
    """A word that opens one socket as oneself."""

    @extend_schema(tags=["auth"], request=None, responses={200: serializers.TicketSerializer})
    def post(self, request: Request) -> Response:
        """Answer `{ticket, expires_in}`; 503 while it cannot be kept."""
        return Response({"ticket": issue_ticket(who(request)), "expires_in": TICKET_SECONDS})


@extend_schema(tags=["me"])
class Me(generics.RetrieveUpdateAPIView[User]):
    """Oneself: read, and change name, language and time zone."""

    serializer_class = serializers.MeSerializer
    http_method_names = ["get", "patch", "head", "options"]

    def get_object(self) -> User:
        """Return whoever asks."""
        return who(self.request)
