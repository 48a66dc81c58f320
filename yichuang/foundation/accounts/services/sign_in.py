"""What sign-in leaves behind in the audit log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.foundation.accounts.models import User
from yichuang.foundation.accounts.services.people import STREAM
from yichuang.foundation.accounts.types import AccountEvent
from yichuang.kernel import audit
from yichuang.kernel.transactions import act

# People type passwords into the name field: names of no account are never written down.
NOBODY = "unknown"


@act
def record_account_event(*, user_id: UUID, event: AccountEvent, at: datetime) -> None:
    """Audit what a person did with their own account (账号事件).

    Law: 网络安全法 §21; GB/T 22239—2019 §8.1.4: sign-ins are audited, refused ones too.
    """
    audit.record(stream=STREAM, stream_id=user_id, action=event.value, actor=f"user:{user_id}", at=at)


@act
def record_failed_sign_in(*, username: str, event: AccountEvent, at: datetime) -> None:
    """Audit a sign-in that failed or was locked out, under the account if there is one of that name."""
    user_id = User.objects.filter(username=username).values_list("id", flat=True).first()
    audit.record(stream=STREAM, stream_id=user_id or NOBODY, action=event.value, actor="system", at=at)
