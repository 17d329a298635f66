"""Development and the embedded mode of `make run`: one machine, plain HTTP."""

from cinema.settings.base import *

# Without DEBUG only what was collected is served: lengths are read once, at the start, and a source
# that changes under a running site would be cut at its old length.
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
if DEBUG:
    STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }

# Tests and benches of a whole site sign many people in and up from one address.
ACCOUNT_RATE_LIMITS = {"login": "2000/m/ip", "signup": "2000/m/ip"}
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"register": "2000/min", "people-search": "2000/min"}
ROOMS_AN_HOUR = SOCKETS_A_ROOM = SOCKETS_A_PERSON = SOCKET_OPENINGS_A_MINUTE = 100_000
