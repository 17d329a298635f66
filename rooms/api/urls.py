"""API addresses of this app, below /api/v1/."""

from django.urls import path

from rooms.api import views

urlpatterns = [
    path("rooms/<str:token>/archive", views.ArchiveView.as_view(), name="room-archive"),
    path(
        "rooms/<str:token>/archive/object",
        views.ArchiveObjectView.as_view(),
        name="room-archive-object",
    ),
    path(
        "rooms/<str:token>/archive/text", views.ArchiveTextView.as_view(), name="room-archive-text"
    ),
    path(
        "rooms/<str:token>/archive/subtitles",
        views.ArchiveSubtitlesView.as_view(),
        name="room-archive-subtitles",
    ),
    path("rooms", views.Rooms.as_view(), name="rooms"),
    path("rooms/<str:token>", views.RoomView.as_view(), name="room"),
    path("rooms/<str:token>/join", views.Join.as_view(), name="room-join"),
    path("rooms/<str:token>/leave", views.Leave.as_view(), name="room-leave"),
    path("rooms/<str:token>/close", views.Close.as_view(), name="room-close"),
    path("rooms/<str:token>/commands", views.Commands.as_view(), name="room-commands"),
    path("rooms/<str:token>/socket", views.Knock.as_view(), name="room-socket"),
    path("rooms/<str:token>/report", views.Reports.as_view(), name="room-report"),
    path("rooms/<str:token>/state", views.State.as_view(), name="room-state"),
    path("rooms/<str:token>/members", views.Members.as_view(), name="room-members"),
    path("rooms/<str:token>/members/<uuid:user>", views.MemberView.as_view(), name="room-member"),
    path("rooms/<str:token>/invitations", views.Invitations.as_view(), name="room-invitations"),
    path(
        "rooms/<str:token>/invitations/<uuid:user>",
        views.InvitationView.as_view(),
        name="room-invitation",
    ),
    path("rooms/<str:token>/events", views.Events.as_view(), name="room-events"),
]
