"""Sessions in the database (docs/adr/0004); a cookie that can be no key of one is not looked up."""

import re

from django.contrib.sessions.backends import db

KEY = re.compile(r"[a-z0-9]{8,40}")  # as Django makes them


class SessionStore(db.SessionStore):
    """Django's, for which any eight characters may be a key: PostgreSQL takes no NUL."""

    def _validate_session_key(self, key: str | None) -> bool:
        return KEY.fullmatch(key or "") is not None
