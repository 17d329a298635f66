"""Everything that all modes share; each value that differs by place comes from the environment."""

from datetime import timedelta
from pathlib import Path

import django_stubs_ext
import environ
from django.utils.translation import gettext_lazy as _

from accounts.patience import PatientConnection

django_stubs_ext.monkeypatch()  # ModelAdmin[Room] and the like: typed in checks, plain when run
BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")

# core
SECRET_KEY = env.str("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
EMBEDDED = env.bool(
    "EMBEDDED", default=False
)  # `make run`: sample people may be signed in by a click
VAR = Path(env.str("VAR", default=str(BASE_DIR / "var")))
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # that add to X-Forwarded-For
SITE_ORIGIN = env.str("SITE_ORIGIN", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_ORIGIN])
ROOT_URLCONF = "cinema.urls"
ASGI_APPLICATION = "cinema.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "daphne",  # before staticfiles: it takes over runserver
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "accounts",
    "friends",
    "catalog",
    "wishlist",
    "activity",
    "rooms",
    "chat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # private unless marked public (R007)
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rooms.context.invitation",
            ],
        },
    },
]

# data
DATABASES = {"default": {**env.db("DATABASE_URL"), "CONN_MAX_AGE": 0}}
# Never by count, only where it is asked for (rooms/ledger.py); Django's None forbids even that.
DATABASES["default"]["OPTIONS"] = {"prepare_threshold": 2**31}
DB_POOL_MAX = env.int("DB_POOL_MAX", default=14)
DB_PATIENCE_SECONDS = env.float("DB_PATIENCE_SECONDS", default=0)  # of web processes; 0: no limit
if DB_POOL_MAX:
    # Under ASGI persistent connections belong to threads that come and go; a pool does not.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a restarted PostgreSQL is found out by us
    DATABASES["default"]["OPTIONS"] |= {
        "connect_timeout": 4,
        # After a failure the pool pauses for longer and longer; given up soon, it begins anew.
        "pool": {"min_size": 1, "max_size": DB_POOL_MAX, "timeout": 5, "reconnect_timeout": 4,
                 "connection_class": PatientConnection},
    }  # fmt: skip
    if DB_PATIENCE_SECONDS:
        # A stopped process must not hold a room's lock for the others (F04).
        limits = {"statement_timeout": 0.9, "idle_in_transaction_session_timeout": 1.0}
        said = (f"-c {k}={int(1000 * x * DB_PATIENCE_SECONDS)}" for k, x in limits.items())
        DATABASES["default"]["OPTIONS"]["options"] = " ".join(said)
SOCKET_THREADS = env.int("SOCKET_THREADS", default=6)  # each keeps one of DB_POOL_MAX connections
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "cinema.cache.PatientRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

# auth
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # an emptied Redis must not sign anybody out
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SIMPLE_JWT = {
    "SIGNING_KEY": env.str("JWT_SIGNING_KEY"),
    "ALGORITHM": "HS256",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "LEEWAY": timedelta(seconds=5),  # clocks of servers differ, and jump (F27)
    "CHECK_REVOKE_TOKEN": True,  # a changed password ends every token
}

# language and time: Russian is the source, English a switch
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Русский")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cinema.static_files.HashedStorage"},
}
# Archives lie on the disk, below media/, unless a bucket is named: any S3-compatible storage.
ARCHIVE_S3 = {
    "bucket": env.str("ARCHIVE_BUCKET", default=""),
    "endpoint": env.str("ARCHIVE_ENDPOINT", default=""),  # empty: Amazon's own
    "access_key": env.str("ARCHIVE_ACCESS_KEY", default=""),
    "secret_key": env.str("ARCHIVE_SECRET_KEY", default=""),
    "region": env.str("ARCHIVE_REGION", default="us-east-1"),
}
ARCHIVE_DAYS = env.int("ARCHIVE_DAYS", default=0)  # 0: archives are kept for ever
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
VIDEO_LINK_SECONDS = 6 * 60 * 60  # a film, a long break and the way back
VIDEO_RANGE_CAP = 2 * 1024 * 1024  # bytes of one 206 answer
VIDEO_ACCEL_PREFIX = env.str("VIDEO_ACCEL_PREFIX", default="")  # nginx's internal location, or ours
FFMPEG_BINARY = env.str("FFMPEG_BINARY", default="ffmpeg")
SAMPLE_SECONDS = env.float("SAMPLE_SECONDS", default=None)  # length of the made films, for tests

# api
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one names the way to sign in, so that a visitor gets 401 and not 403.
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [
        "cinema.parsers.ShallowJSON",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "cinema.browsable.BrowsablePages",
    ],
    "DEFAULT_PAGINATION_CLASS": "cinema.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "cinema.api.answer_error",
    "PAGE_SIZE": 24,
    "NUM_PROXIES": TRUSTED_PROXIES,
    "DEFAULT_THROTTLE_RATES": {"register": "60/min", "people-search": "60/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kino Together",
    "DESCRIPTION": "An online cinema where friends watch a film together.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "TitleKindEnum": "catalog.models.Title.Kind",
        "RoleEnum": "rooms.models.Member.Role",
        "VideoKindEnum": "catalog.api.serializers.VIDEO_KINDS",
    },
}

# realtime: no CHANNEL_LAYERS, rooms/bus.py is the road between processes (docs/adr/0034)
SOCKET_MAX_BYTES = 16 * 1024
ROOM_SEATS = env.int("ROOM_SEATS", default=10)
ROOMS_AN_HOUR = env.int("ROOMS_AN_HOUR", default=10)  # of one person, as all that follow
SOCKETS_A_ROOM = env.int("SOCKETS_A_ROOM", default=5)
SOCKETS_A_PERSON = env.int("SOCKETS_A_PERSON", default=20)
SOCKET_OPENINGS_A_MINUTE = env.int("SOCKET_OPENINGS_A_MINUTE", default=60)
INVITATIONS_A_DAY = 50  # of one person
ROOM_START_LEAD_MS = 250  # what moves starts this much later, so that all begin on one frame
ROOM_JUMP_MS = 200  # a seek lies so much further ahead: players have to load the new frame first
ROOM_COMMANDS_A_SECOND = 5  # of one member; of more seeks the last one counts
ROOM_LEAVE_GRACE_SECONDS = 12  # a reload or a short cut is not a leaving
ROOM_HOST_GRACE_SECONDS = 120  # a lost host finds his room as he left it for this long
ROOM_CLOSE_AFTER_END_SECONDS = 300  # time to talk about the film before the room closes itself
ROOM_CLOSE_EMPTY_SECONDS = 30 * 60  # nobody sits there
ROOM_CLOSE_STILL_SECONDS = 12 * 60 * 60  # somebody does, and no word or command in half a day

# kafka: empty servers mean none, the room log waits then (docs/adr/0080)
KAFKA_BOOTSTRAP_SERVERS = env.str("KAFKA_BOOTSTRAP_SERVERS", default="")
KAFKA_OPTIONS = env.dict("KAFKA_OPTIONS", default={})  # of librdkafka: security.protocol and others
KAFKA_ROOM_TOPIC = env.str("KAFKA_ROOM_TOPIC", default="watch_together")
KAFKA_PARTITIONS = env.int("KAFKA_PARTITIONS", default=12)  # fixed: keys keep their places
KAFKA_REPLICATION = env.int("KAFKA_REPLICATION", default=1)
KAFKA_MIN_INSYNC = env.int("KAFKA_MIN_INSYNC", default=1)
KAFKA_RETENTION_HOURS = env.int("KAFKA_RETENTION_HOURS", default=7 * 24)
KAFKA_PATIENCE_SECONDS = env.float("KAFKA_PATIENCE_SECONDS", default=120)  # for one batch
KAFKA_LAG_ALARM_SECONDS = env.float("KAFKA_LAG_ALARM_SECONDS", default=60)

# tasks
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
# A task that nobody acknowledged for so long (s) is given to another worker; above the hard limit.
# Celery looks for it in three places, and the shortest of all who share a broker holds for all.
CELERY_VISIBILITY_TIMEOUT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "socket_timeout": 5,  # a Redis that is silent holds up nobody who closes a room (F08)
    "socket_connect_timeout": 2,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30  # s for what runs; then it goes back into the queue
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "close-ended-rooms": {"task": "rooms.tasks.close_ended_rooms", "schedule": 30},
    "expire-archives": {"task": "rooms.tasks.expire_archives", "schedule": 60 * 60},
    "close-idle-rooms": {"task": "rooms.tasks.close_idle_rooms", "schedule": 60},
    "archive-closing-rooms": {"task": "rooms.tasks.archive_closing_rooms", "schedule": 20},
    "finish-erasures": {"task": "rooms.tasks.finish_erasures", "schedule": 60},
    "replace-absent-hosts": {"task": "rooms.tasks.replace_absent_hosts", "schedule": 20},
    "send-invitations": {"task": "rooms.tasks.send_invitations", "schedule": 60},
    "settle-presence": {"task": "rooms.tasks.settle_presence", "schedule": 20},
    "forget-seen-events": {"task": "activity.tasks.forget_seen", "schedule": 24 * 60 * 60},
    "forget-ended-sign-ins": {"task": "accounts.tasks.forget_ended", "schedule": 24 * 60 * 60},
}

# mail
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="kino@example.test")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"

# security
# Within so many seconds the head of a request has come, or it is given up.
REQUEST_HEAD_SECONDS = env.float("REQUEST_HEAD_SECONDS", default=20.0)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"  # a room's link must not leave with a click
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# going away
# A web process that was told to go serves on for so many seconds, with `ready` red.
DRAIN_SECONDS = env.float("DRAIN_SECONDS", default=0.0)

# observability
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # of who reads /metrics; empty: staff only
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
