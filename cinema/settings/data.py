"""PostgreSQL and Redis, and how long people wait for them."""

from accounts.patience import PatientConnection
from cinema.settings.env import env

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
