"""Tests: the same engines as everywhere, quick passwords, no pool (databases are dropped)."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-0123456789-0123456789")
os.environ.setdefault("JWT_SIGNING_KEY", "only-for-tests-jwt-0123456789-0123456789")
os.environ.setdefault("DB_POOL_MAX", "0")
# Checks that need no engine (types, schema, messages) run without one.
os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")

from cinema.settings.base import *
from cinema.settings.env import env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"register": None, "people-search": None}
ROOM_LEAVE_GRACE_SECONDS = env.float("ROOM_LEAVE_GRACE_SECONDS", default=4.0)
ROOMS_AN_HOUR = SOCKETS_A_ROOM = SOCKETS_A_PERSON = SOCKET_OPENINGS_A_MINUTE = 100_000
ROOM_COMMANDS_A_SECOND = 100  # tests are quicker than people; those of the limit set their own
REDIS_GLANCE_SECONDS = 2.0  # a machine that runs all tests may let Redis wait for its turn
