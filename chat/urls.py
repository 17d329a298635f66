"""Page addresses of this app."""

from django.urls import path

from chat import views

app_name = "chat"
urlpatterns = [
    path("profile/data/", views.take_out, name="take_out"),
]
