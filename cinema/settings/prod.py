"""The full stack behind a TLS proxy: `base` plus hardening; refuses to start with a weak key."""

from django.core.exceptions import ImproperlyConfigured

from cinema.settings.base import *
from cinema.settings.env import env

WEAK = ("change-me", "insecure", "only-for-tests")
for name, key in (("SECRET_KEY", SECRET_KEY), ("JWT_SIGNING_KEY", SIMPLE_JWT["SIGNING_KEY"])):
    if len(str(key)) < 32 or any(word in str(key) for word in WEAK):
        raise ImproperlyConfigured(f"{name} must be a random string of at least 32 characters")

DEBUG = False
EMBEDDED = False  # sample people never exist here, whatever the environment says
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=True)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
