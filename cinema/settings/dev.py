"""Development and the embedded mode of `make run`: one machine, plain HTTP."""

from cinema.settings.base import *

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
if DEBUG:
    STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }

# Tests and benches of a whole site sign up many people from one address.
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"register": "2000/min", "people-search": "2000/min"}
