"""API addresses of this app, below /api/v1/."""

from django.urls import path

from friends.api import views

urlpatterns = [
    path("friends", views.Friends.as_view(), name="friends"),
    path("friends/requests", views.Requests.as_view(), name="friend-requests"),
    path("friends/requests/<uuid:id>", views.Withdraw.as_view(), name="friend-request"),
    path("friends/requests/<uuid:id>/accept", views.Accept.as_view(), name="friend-accept"),
    path("friends/requests/<uuid:id>/decline", views.Decline.as_view(), name="friend-decline"),
    path("friends/blocks", views.Blocks.as_view(), name="blocks"),
    path("friends/blocks/<uuid:user>", views.Unblock.as_view(), name="block"),
    path("friends/<uuid:user>", views.Friend.as_view(), name="friend"),
    path("users", views.People.as_view(), name="users"),
]
