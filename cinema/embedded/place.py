"""What the site runs with: the folder of its data, its address, its secrets, and the environment
that tells its parts of them.
"""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from cinema.embedded.ports import in_url, own_addresses, parse_port
from cinema.embedded.problems import from_os_error
from cinema.embedded.virtualenv import ROOT

MARK = (
    "KINO_EMBEDDED"  # in the environment of each part: whose it is, after its launcher was killed
)
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, never listened on unasked


@dataclass(frozen=True)
class Place:
    """One site on this machine."""

    host: str
    port: int
    var: Path
    kafka: bool = False  # with a Kafka of its own

    @classmethod
    def from_environment(cls) -> Place:
        """HOST, PORT, VAR and KAFKA as given; VAR is relative to the checkout. Raises Problem."""
        return cls(
            host=os.environ.get("HOST") or "127.0.0.1",
            port=parse_port(os.environ.get("PORT") or "8000"),
            var=(ROOT / (os.environ.get("VAR") or "var")).resolve(),
            kafka=os.environ.get("KAFKA", "") not in ("", "0"),
        )

    @property
    def url(self) -> str:
        """Where the site listens."""
        return f"http://{in_url(self.host)}:{self.port}/"

    @property
    def neighbours_urls(self) -> list[str]:
        """Where other machines find it, when it listens to them."""
        if self.host not in _EVERYWHERE:
            return []
        return [f"http://{in_url(address)}:{self.port}/" for address in own_addresses()]

    @property
    def mark(self) -> str:
        """NAME=value that every part of this site carries in its environment."""
        return f"{MARK}={self.var}"

    def environment(self, engines: dict[str, str]) -> dict[str, str]:
        """The whole environment of the site's parts."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cinema.settings.dev",
            "EMBEDDED": "1",
            # No server stands before this one, whatever an .env made for compose says.
            "TRUSTED_PROXIES": "0",
            "VIDEO_ACCEL_PREFIX": "",
            **self._names(),
            **self._secrets(),
            **engines,
            "HOST": self.host,
            "PORT": str(self.port),
            "VAR": str(self.var),
            "PYTHONUNBUFFERED": "1",
            MARK: str(self.var),
        }

    def _names(self) -> dict[str, str]:
        """Under which names the site is reached: this machine's, and those that a person adds."""
        hosts = [self.host, "127.0.0.1", "localhost", "::1", socket.gethostname(), *own_addresses()]
        origins = [f"http://{in_url(host)}:{self.port}" for host in hosts]
        best = (self.neighbours_urls or [self.url])[0].rstrip("/")
        return {
            "SITE_ORIGIN": os.environ.get("SITE_ORIGIN") or best,
            "ALLOWED_HOSTS": _with_given("ALLOWED_HOSTS", [in_url(host) for host in hosts]),
            "CSRF_TRUSTED_ORIGINS": _with_given("CSRF_TRUSTED_ORIGINS", origins),
        }

    def _secrets(self) -> dict[str, str]:
        """Keys made once for this folder: sessions outlive a restart."""
        folder = self.var / "secrets"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return {name: _kept(folder / name) for name in ("SECRET_KEY", "JWT_SIGNING_KEY")}
        except OSError as error:
            raise from_os_error(error, folder) from None


def _with_given(name: str, own: list[str]) -> str:
    given = [word for word in os.environ.get(name, "").split(",") if word]
    return ",".join(dict.fromkeys([*given, *own]))


def _kept(file: Path) -> str:
    if not file.exists() or not file.read_text(encoding="ascii"):
        fresh = file.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        fresh.rename(file)
    return file.read_text(encoding="ascii")
