"""Page addresses of this app."""

from django.urls import URLPattern

app_name = "wishlist"
urlpatterns: list[URLPattern] = []
