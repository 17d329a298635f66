"""Page addresses of this app."""

from django.urls import path

from friends import views

app_name = "friends"
urlpatterns = [
    path("friends/", views.friends_list, name="list"),
    path("friends/requests/<uuid:id>/accept/", views.accept, name="accept"),
    path("friends/requests/<uuid:id>/decline/", views.decline, name="decline"),
    path("friends/requests/<uuid:id>/withdraw/", views.withdraw, name="withdraw"),
    path("friends/<uuid:id>/request/", views.request_friend, name="request"),
    path("friends/<uuid:id>/remove/", views.remove, name="remove"),
    path("friends/<uuid:id>/block/", views.block, name="block"),
    path("friends/<uuid:id>/unblock/", views.unblock, name="unblock"),
]
