"""Signals of the sign-in libraries → the audit log. The only signals this platform listens to."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from yichuang.foundation.accounts import services
from yichuang.foundation.accounts.models import User
from yichuang.foundation.accounts.types import AccountEvent
from yichuang.kernel.time import now


def connect() -> None:
    """Listen. Called once, when Django is ready."""
    user_logged_in.connect(on_signed_in, dispatch_uid="accounts.signed-in")
    user_logged_out.connect(on_signed_out, dispatch_uid="accounts.signed-out")
    user_login_failed.connect(on_sign_in_failed, dispatch_uid="accounts.sign-in-failed")
    user_locked_out.connect(on_locked_out, dispatch_uid="accounts.locked-out")
    password_changed.connect(on_password_changed, dispatch_uid="accounts.password-changed")
    password_set.connect(on_password_changed, dispatch_uid="accounts.password-set")
    authenticator_added.connect(on_factor_added, dispatch_uid="accounts.factor-added")
    authenticator_removed.connect(on_factor_removed, dispatch_uid="accounts.factor-removed")
    authentication_failed.connect(on_factor_failed, dispatch_uid="accounts.factor-failed")


def on_signed_in(*, user: User, **_: Any) -> None:
    services.record_account_event(user_id=user.id, event=AccountEvent.SIGNED_IN, at=now())


def on_signed_out(*, user: User | None, **_: Any) -> None:
    if user is not None:
        services.record_account_event(user_id=user.id, event=AccountEvent.SIGNED_OUT, at=now())


def on_sign_in_failed(*, credentials: dict[str, Any], **_: Any) -> None:
    username = str(credentials.get("username") or "")
    services.record_failed_sign_in(username=username, event=AccountEvent.SIGN_IN_FAILED, at=now())


def on_locked_out(*, username: str | None = None, **_: Any) -> None:
    services.record_failed_sign_in(username=username or "", event=AccountEvent.LOCKED_OUT, at=now())


def on_password_changed(*, user: User, **_: Any) -> None:
    services.record_account_event(user_id=user.id, event=AccountEvent.PASSWORD_CHANGED, at=now())


def on_factor_added(*, user: User, **_: Any) -> None:
    services.record_account_event(user_id=user.id, event=AccountEvent.FACTOR_ADDED, at=now())


def on_factor_removed(*, user: User, **_: Any) -> None:
    services.record_account_event(user_id=user.id, event=AccountEvent.FACTOR_REMOVED, at=now())


def on_factor_failed(*, user: User, **_: Any) -> None:
    services.record_account_event(user_id=user.id, event=AccountEvent.FACTOR_FAILED, at=now())
