"""Page addresses of this app."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("accounts/sample-login/", views.sample_login, name="sample_login"),
    path("accounts/logout-everywhere/", views.leave_everywhere, name="leave_everywhere"),
]
