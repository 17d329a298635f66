"""API addresses of this app, below /api/v1/."""

from django.urls import path

from wishlist.api import views

urlpatterns = [
    path("wishlist", views.Wishes.as_view(), name="wishlist"),
    path("wishlist/matches", views.Matches.as_view(), name="matches"),
    path("wishlist/<uuid:film>", views.WishOfFilm.as_view(), name="wish"),
    path("films/<uuid:id>/matches", views.FilmMatches.as_view(), name="film-matches"),
]
