"""API addresses of this app, below /api/v1/."""

from django.urls import path

from chat.api.own_data import OwnDataView
from chat.api.views import (
    FramesView,
    MessagesView,
    MessageView,
    ReactionsView,
    ReplayView,
    TypingView,
)

urlpatterns = [
    path("me/data", OwnDataView.as_view(), name="own-data"),
    path("rooms/<str:token>/messages", MessagesView.as_view(), name="messages"),
    path("rooms/<str:token>/messages/frames", FramesView.as_view(), name="message-frames"),
    path("rooms/<str:token>/messages/typing", TypingView.as_view(), name="message-typing"),
    path(
        "rooms/<str:token>/messages/<int:seq>/reactions",
        ReactionsView.as_view(),
        name="message-reactions",
    ),
    path("rooms/<str:token>/archive/lines", ReplayView.as_view(), name="archive-lines"),
    path("rooms/<str:token>/messages/<int:seq>", MessageView.as_view(), name="message"),
]
