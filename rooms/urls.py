"""Page addresses of this app."""

from django.urls import path

from rooms import archive_views

app_name = "rooms"
urlpatterns = [
    path("rooms/<str:token>/archive/", archive_views.evening, name="archive"),
]
