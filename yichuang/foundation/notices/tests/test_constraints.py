from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yichuang.foundation.accounts.tests.factories import UserFactory
from yichuang.foundation.notices import services
from yichuang.foundation.notices.models import AuthorityMark, Message, Notice
from yichuang.foundation.notices.tests.factories import AT, authority, issue
from yichuang.foundation.notices.tests.test_messages import TASK, party

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]


@pytest.mark.parametrize("change", [{"kind": "letter"}, {"serial": 0}])
def test_a_notice_cannot_be_bent(change: dict[str, Any]) -> None:
    ref = issue()

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=ref.id).update(**change)


def test_no_two_notices_have_one_number_or_one_token() -> None:
    by = authority()
    first, second = issue(by=by), issue(by=by)
    digest = Notice.objects.get(pk=first.id).token_digest

    for change in ({"serial": 1}, {"token_digest": digest}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.filter(pk=second.id).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "pigeon"},
        {"state": "lost"},
        {"state": "waiting"},
        {"state": "failed"},
        {"sent_at": None},
        {"next_attempt_at": AT},
        {"to_user": None},
    ],
)
def test_a_message_cannot_be_bent(change: dict[str, Any]) -> None:
    message_id = services.notify_staff(user_id=UserFactory().pk, template="task-waiting", context=TASK, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message_id).update(**change)


def test_a_message_has_one_reader() -> None:
    message_id = services.notify_staff(user_id=UserFactory().pk, template="task-waiting", context=TASK, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message_id).update(to_party_id=party())


def test_an_authority_mark_is_not_empty() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityMark.objects.create(authority_id=authority().id, mark="")
