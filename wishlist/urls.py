"""Page addresses of this app."""

from django.urls import path

from wishlist import views

app_name = "wishlist"
urlpatterns = [
    path("wishlist/", views.wishes, name="list"),
    path("wishlist/matches/", views.matches, name="matches"),
    path("films/<uuid:id>/wish/", views.toggle, name="toggle"),
]
