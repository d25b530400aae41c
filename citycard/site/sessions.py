"""The session and the login behind it, as Django keeps them; read by two kept questions, because every page reads both (decision 71)."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends import db
from django.utils import timezone

from citycard.shared.kept_query import KeptQuery, fetch

_SESSION = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, object]:
        """Return what the session holds; nothing, and a new key at the next save, when it is unknown or over."""
        rows = fetch(_SESSION, (self.session_key, timezone.now()))
        if not rows:
            self._session_key = None
            return {}
        return self.decode(rows[0][0])


class Accounts(ModelBackend):
    """Logins by name and password; the account of a session comes by a kept question."""

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """Return the account if it may still log in."""
        found = _accounts(account=int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None


_accounts = KeptQuery(lambda account: get_user_model().objects.filter(pk=account))
