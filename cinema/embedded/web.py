"""Command lines of the site's own processes, the same for `make run` and for tests of it whole."""

from __future__ import annotations

from pathlib import Path

# The consumers refuse what is over 16 KiB with a frame that says so; this is the wall behind them.
SOCKET_WALL = 64 * 1024  # bytes


def daphne(python: str, host: str, port: int) -> list[str]:
    """The web server: pages, API and sockets."""
    return [
        *(python, "-m", "daphne", "-b", host, "-p", str(port)),
        *("--websocket-max-message-size", str(SOCKET_WALL)),
        *("--websocket-max-frame-size", str(SOCKET_WALL)),
        *("--ping-interval", "15", "--ping-timeout", "15"),  # a cut wire is noticed within 30 s
        *("--http-timeout", "60", "--application-close-timeout", "5"),
        *("--websocket_connect_timeout", "30"),  # a crowd at the door waits for its turn
        *("--no-server-name", "--verbosity", "1", "--access-log", "/dev/null"),
        "cinema.asgi:application",
    ]


def uvicorn(python: str, host: str, port: int) -> list[str]:
    """The web server of the full stack (docker-compose.yml), one process of it."""
    return [
        *(python, "-m", "uvicorn", "cinema.asgi:application", "--host", host, "--port", str(port)),
        *("--no-proxy-headers", "--no-server-header", "--no-access-log", "--lifespan=off"),
        *("--ws-per-message-deflate", "false", "--ws-max-size", str(SOCKET_WALL)),
        *("--ws-ping-interval=15", "--ws-ping-timeout=15", "--timeout-graceful-shutdown=10"),
    ]


def worker(python: str) -> list[str]:
    """One Celery worker with one child, which it starts again when that is killed.

    It gives way: a thousand archives may take longer, the people who talk meanwhile may not wait.
    """
    return [
        *("nice", "-n", "10", python, "-m", "celery", "-A", "cinema", "worker", "--concurrency=1"),
        *("--loglevel", "INFO", "--without-gossip", "--without-mingle", "--hostname", "kino@%h"),
    ]


def beat(python: str, var: Path) -> list[str]:
    """What says when something is due; apart, as a worker would not notice its beat's death."""
    return [
        *(python, "-m", "celery", "-A", "cinema", "beat", "--loglevel", "INFO"),
        *("--schedule", str(var / "beat-schedule"), "--pidfile="),
    ]


def relay(python: str) -> list[str]:
    """What brings the room log to Kafka; makes the topics that are lacking."""
    return [python, "manage.py", "relay", "--make-topics"]


def worker_with_beat(python: str, var: Path) -> list[str]:
    """Both in one, for tests, which kill it whole."""
    return [*worker(python), "--beat", "--schedule", str(var / "beat-schedule")]
