"""Page addresses of this app."""

from django.urls import path, register_converter

from catalog import views
from catalog.converters import PosterKey, PosterSize

register_converter(PosterKey, "poster_key")
register_converter(PosterSize, "poster_size")

app_name = "catalog"
urlpatterns = [
    path("", views.films, name="films"),
    path("films/<uuid:id>/", views.film, name="film"),
    path("series/<uuid:id>/", views.series, name="series"),
    path("people/<uuid:id>/", views.person, name="person"),
    path("video/<str:signed>", views.video, name="video"),
    path("video/<str:signed>/<int:rendition>", views.video, name="rendition"),
    path("video/<str:signed>/<str:language>.vtt", views.subtitles, name="subtitles"),
    path("posters/<poster_key:key>-<poster_size:size>.webp", views.poster, name="poster"),
]
