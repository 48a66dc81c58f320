"""Counter drafts (草稿): kept encrypted, gone on with at another window, ended by the receipt or by age."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction

from yichuang.casework.cases.tests.county import AT, LICENCE_NEW, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.errors import DraftChanged, DraftGone, DraftTooLarge, WindowTakesNothing
from yichuang.casework.intake.models import CounterDraft
from yichuang.casework.intake.tests.applications import licence_application, person
from yichuang.casework.intake.types import DraftInput, DraftRef
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole

pytestmark = pytest.mark.smoke

FIELDS = {
    "applicant-kind": ["natural"],
    "applicant-name": ["王小满"],
    "applicant-id_number": [person().id_number],
    "answer.subject": ["person"],
}


def content(**fields: str) -> DraftInput:
    typed = FIELDS | {name.replace("__", "-"): [value] for name, value in fields.items()}
    return DraftInput(LICENCE_NEW, "道路普通货物运输经营许可（新办）", typed)


def save(county: County, draft: DraftRef | None = None, **changes: Any) -> DraftRef:
    given = {"content": content(), "window": county.a1, "actor": county.people["clerk"], "at": AT} | changes
    return services.save_draft(draft=draft, **given)


def test_a_draft_is_kept_field_by_field(county: County) -> None:
    first = save(county, content=content(applicant__phone="138"))
    second = save(
        county, first, content=content(applicant__phone="13800003210"), at=AT + timedelta(minutes=1)
    )

    assert (first.revision, second) == (1, DraftRef(first.id, 2))
    view = queries.draft(first.id, county.a1.outlet_id)
    assert view.fields == FIELDS | {"applicant-phone": ["13800003210"]}
    assert (view.ref, view.saved_at, view.saved_by, view.window_code) == (
        second,
        AT + timedelta(minutes=1),
        "周敏",
        "A1",
    )
    assert CounterDraft.objects.get().created_at == AT


def test_nothing_typed_lies_readable_in_the_table(county: County) -> None:
    save(county)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(d::text, ' ') FROM intake_counterdraft d")
        stored = cursor.fetchone()[0]
    for fact in ("王小满", person().id_number):
        assert fact not in stored
        assert fact.encode().hex() not in stored


def test_a_colleague_at_another_window_goes_on(county: County) -> None:
    """The machine of A1 died, or the person was sent on: the same outlet has it."""
    draft = save(county)

    again = save(
        county, draft, window=county.a2, actor=county.people["other-clerk"], at=AT + timedelta(minutes=5)
    )

    (line,) = queries.drafts_of_outlet(county.a1.outlet_id)
    assert (line.ref, line.saved_by, line.window_code) == (again, "吴桐", "A2")
    assert line.applicant == "王*"


def test_two_windows_at_once_lose_nothing(county: County) -> None:
    draft = save(county)
    save(county, draft, window=county.a2, actor=county.people["other-clerk"])

    with refused(DraftChanged, "这份草稿在 09:30 由吴桐在 A2 窗口改过，您这里不是最新的") as refusal:
        save(county, draft, content=content(applicant__phone="13900001111"))

    assert refusal.value.extra == {"revision": 2}
    assert queries.draft(draft.id, county.a1.outlet_id).fields == FIELDS


def receive(county: County, draft: DraftRef) -> Any:
    return services.receive_case(
        application=licence_application(),
        window=county.a1,
        actor=county.people["clerk"],
        at=AT,
        draft=draft,
    )


def test_the_receipt_ends_the_draft(county: County) -> None:
    draft = save(county)

    receive(county, draft)

    assert queries.drafts_of_outlet(county.a1.outlet_id) == ()
    with refused(DraftGone, "这份草稿已经收件或者删除了"):
        receive(county, draft)
    with refused(DraftGone):
        save(county, draft)


def test_a_page_older_than_its_draft_receives_nothing(county: County) -> None:
    draft = save(county)
    save(county, draft, window=county.a2, actor=county.people["other-clerk"])

    with refused(DraftChanged, "由吴桐在 A2 窗口改过"):
        receive(county, draft)


def test_a_draft_is_its_outlets_alone(county: County) -> None:
    draft = save(county)
    town = {"window": county.town, "actor": county.people["town-clerk"]}

    assert queries.drafts_of_outlet(county.town.outlet_id) == ()
    with pytest.raises(DraftGone):
        queries.draft(draft.id, county.town.outlet_id)
    with refused(DraftGone):
        save(county, draft, **town)
    with refused(DraftGone):
        services.discard_draft(draft_id=draft.id, **town)
    with refused(NotYourPlace):
        save(county, draft, actor=county.people["town-clerk"])
    with refused(NotYourPlace):
        services.discard_draft(draft_id=draft.id, window=county.a1, actor=county.people["near-clerk"])


@pytest.mark.parametrize("name", ["issuer", "officer", "head", "manager", "supervisor", "system-admin"])
def test_other_roles_keep_no_drafts(county: County, name: str) -> None:
    draft = save(county)

    with refused(NotYourRole):
        save(county, actor=county.people[name])
    with refused(NotYourRole):
        services.discard_draft(draft_id=draft.id, window=county.a1, actor=county.people[name])


def test_a_window_that_takes_nothing_keeps_no_drafts(county: County) -> None:
    with refused(WindowTakesNothing):
        save(county, window=county.issue)


def test_a_draft_nobody_wants_is_deleted(county: County) -> None:
    draft = save(county)

    services.discard_draft(draft_id=draft.id, window=county.a2, actor=county.people["other-clerk"])

    assert not CounterDraft.objects.exists()
    with refused(DraftGone):
        services.discard_draft(draft_id=draft.id, window=county.a1, actor=county.people["clerk"])


def test_a_draft_is_forgotten_a_week_after_its_last_word(county: County) -> None:
    old = save(county)
    kept = save(county)
    save(county, kept, at=AT + timedelta(seconds=1))

    assert services.forget_drafts(at=AT + timedelta(days=7)) == 0
    assert services.forget_drafts(at=AT + timedelta(days=7, microseconds=1)) == 1

    assert [line.id for line in queries.drafts_of_outlet(county.a1.outlet_id)] == [kept.id]
    assert old.id != kept.id


@pytest.mark.parametrize(
    "fields",
    [
        {f"m{number}": ["x"] for number in range(7_001)},
        {"m1.note": ["长" * 200_001]},
        {"m" * 201: ["x"]},
    ],
)
def test_a_draft_holds_no_more_than_a_form(county: County, fields: dict[str, list[str]]) -> None:
    with refused(DraftTooLarge, "填写的内容太多，草稿存不下"):
        save(county, content=DraftInput(LICENCE_NEW, "道路普通货物运输经营许可（新办）", fields))


def test_an_unknown_draft_is_gone(county: County) -> None:
    with refused(DraftGone):
        save(county, DraftRef(uuid4(), 1))
    with pytest.raises(DraftGone, match="这份草稿已经收件或者删除了。"):
        queries.draft(UUID(int=0), county.a1.outlet_id)


def broken(name: str, rows: models.QuerySet[Any], **changes: object) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**changes)


def test_the_table_holds_no_draft_that_contradicts_itself(county: County) -> None:
    save(county)
    rows = CounterDraft.objects.all()

    broken("draft_revisions_begin_with_one", rows, revision=0)
    broken("draft_is_saved_after_it_is_begun", rows, saved_at=AT - timedelta(seconds=1))
