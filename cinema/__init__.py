"""The project package: settings, addresses, the ASGI application and Celery.

It knows every app and no app knows it.
"""

from cinema.celery import app as celery_app

__all__ = ["celery_app"]
