"""API addresses of this app, below /api/v1/."""

from django.urls import path

from catalog.api import views

urlpatterns = [
    path("films", views.Films.as_view(), name="film-list"),
    path("films/<uuid:id>", views.Film.as_view(), name="film-detail"),
    path("films/<uuid:id>/video", views.FilmVideo.as_view(), name="film-video"),
    path("series", views.SeriesList.as_view(), name="series-list"),
    path("series/<uuid:id>", views.Series.as_view(), name="series-detail"),
    path("episodes/<uuid:id>", views.Episode.as_view(), name="episode-detail"),
    path("people", views.People.as_view(), name="person-list"),
    path("people/<uuid:id>", views.Personage.as_view(), name="person-detail"),
    path("genres", views.Genres.as_view(), name="genre-list"),
]
