"""API addresses of this app, below /api/v1/."""

from django.urls import path

from rooms.archive_views import ArchiveObjectView, ArchiveView

urlpatterns = [
    path("rooms/<str:token>/archive", ArchiveView.as_view(), name="room-archive"),
    path(
        "rooms/<str:token>/archive/object",
        ArchiveObjectView.as_view(),
        name="room-archive-object",
    ),
]
