"""API addresses of this app, below /api/v1/."""

from django.urls import path

from chat.api.views import MessagesView, MessageView

urlpatterns = [
    path("rooms/<str:token>/messages", MessagesView.as_view(), name="messages"),
    path("rooms/<str:token>/messages/<int:seq>", MessageView.as_view(), name="message"),
]
