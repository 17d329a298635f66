"""API addresses of this app, below /api/v1/."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("auth/register", views.Register.as_view(), name="register"),
    path("auth/token", views.SignIn.as_view(), name="token"),
    path("auth/token/refresh", views.Refresh.as_view(), name="token-refresh"),
    path("auth/token/verify", views.Verify.as_view(), name="token-verify"),
    path("auth/logout", views.SignOut.as_view(), name="logout"),
    path("auth/logout-all", views.SignOutEverywhere.as_view(), name="logout-all"),
    path("auth/ticket", views.Ticket.as_view(), name="ticket"),
    path("me", views.Me.as_view(), name="me"),
]
