"""Celery: what is due when, and how a task is lost by nobody."""

from cinema.settings.data import REDIS_URL

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
