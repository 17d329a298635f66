"""Page addresses of this app."""

from django.urls import path

from rooms import views

app_name = "rooms"
urlpatterns = [
    path("films/<uuid:title_id>/watch-together/", views.create, name="create"),
    path("rooms/", views.room_list, name="list"),
    path("rooms/<str:token>/", views.room, name="room"),
    path("rooms/<str:token>/join/", views.join, name="join"),
    path("rooms/<str:token>/leave/", views.leave, name="leave"),
    path("rooms/<str:token>/close/", views.close, name="close"),
    path("rooms/<str:token>/friends/", views.guest_list, name="guest-list"),
    path("rooms/<str:token>/not-now/", views.not_now, name="not-now"),
    path("rooms/<str:token>/archive/", views.evening, name="archive"),
    path("rooms/<str:token>/archive/film/", views.replay, name="replay"),
]
