"""A draft submitted, reviewed twice and published; sent back; brought back from before (CAT-16, CAT-18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.models import ApiToken
from yichuang.foundation.accounts.tests.factories import ApiTokenFactory, PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places.models import Region
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.tests.fingerprint import refused
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import (
    AlreadyPublished,
    BackdatedVersion,
    ContentChanged,
    DraftExists,
    LaterVersionExists,
    NothingToRollBack,
    NotReviewed,
    OwnDraft,
    QualityNotMet,
    ReviewIncomplete,
    ReviewNotDue,
    VersionUnknown,
)
from yichuang.offer.catalogue.tests.desk import (
    BUREAU_YES,
    DEPARTMENT_YES,
    TODAY,
    Desk,
    approved,
    changed,
    digest_of,
    draft,
    item,
    make_desk,
    person,
    review,
    submit,
)
from yichuang.offer.catalogue.tests.factories import AT, content, item_codes, material
from yichuang.offer.catalogue.types import VersionStatus
from yichuang.offer.catalogue.types.reviewing import (
    DraftState,
    ReturnReason,
    Review,
    ReviewDecision,
    ReviewStep,
)

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)
BACK = Review(ReviewStep.DEPARTMENT, ReviewDecision.RETURNED, ReturnReason.LEGAL_BASIS, "第二份材料没有依据")


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def state(version_id: UUID) -> DraftState:
    return queries.review_status(version_id).state


def publish(desk: Desk, version_id: UUID, **changes: object) -> None:
    given = {"digest": digest_of(version_id), "valid_from": TODAY, "at": AT, "by": desk.editor}
    services.publish_reviewed(version_id=version_id, **(given | changes))  # type: ignore[arg-type]


# From draft to version


def test_a_draft_is_reviewed_twice_and_published(desk: Desk) -> None:
    """CAT-16"""
    old = item(desk)
    version_id = draft(desk, changed(old, visits=0))
    assert state(version_id) is DraftState.DRAFT

    submit(desk, version_id)
    assert state(version_id) is DraftState.DEPARTMENT_REVIEW
    review(version_id, DEPARTMENT_YES, desk.head)
    assert state(version_id) is DraftState.BUREAU_REVIEW
    review(version_id, BUREAU_YES, desk.reviewer)
    assert state(version_id) is DraftState.APPROVED
    assert queries.published_version(old.code, TODAY).id == old.id

    publish(desk, version_id)

    assert queries.published_version(old.code, TODAY).id == version_id
    digest = digest_of(version_id)
    assert [
        (act.step, act.decision, act.person_name, act.remarks, act.digest, act.made_at)
        for act in queries.review_acts(old.handling_item_id)
    ] == [
        (ReviewStep.SUBMISSION, None, "江洛", "", digest, AT),
        (ReviewStep.DEPARTMENT, ReviewDecision.APPROVED, "钱进", "材料和依据一致", digest, AT),
        (ReviewStep.BUREAU, ReviewDecision.APPROVED, "申禾", "", digest, AT),
    ]


def test_every_step_is_audited_and_announced(desk: Desk) -> None:
    version_id = approved(desk)
    row = models.HandlingVersion.objects.get(id=version_id)

    entries = AuditEntry.objects.filter(stream="handling-item", stream_id=str(row.handling_item_id))
    assert list(entries.order_by("sequence").values_list("action", "actor")) == [
        ("drafted", desk.editor.principal),
        ("submitted", desk.editor.principal),
        ("department-approved", desk.head.principal),
        ("bureau-approved", desk.reviewer.principal),
    ]
    events = OutboxEvent.objects.filter(name="catalogue.draft-reviewed").order_by("id")
    assert [event.payload["state"] for event in events] == ["department-review", "bureau-review", "approved"]
    assert events[0].payload == {
        "version_id": str(version_id),
        "handling_item_id": str(row.handling_item_id),
        "code": row.code,
        "organisation_id": str(desk.owner.id),
        "state": "department-review",
    }


def test_a_changed_draft_needs_its_reviews_again(desk: Desk) -> None:
    made = content()
    first = approved(desk, made)

    second = draft(desk, replace(made, visits=0))

    assert state(second) is DraftState.DRAFT
    with refused(NotReviewed, "起草中"):
        publish(desk, second)
    with refused(VersionUnknown, "重新打开"):
        services.publish_reviewed(version_id=first, digest="0" * 64, valid_from=TODAY, at=AT, by=desk.editor)
    submit(desk, second)
    assert state(second) is DraftState.DEPARTMENT_REVIEW
    assert len(queries.review_status(second).acts) == 4


def test_a_draft_written_again_word_for_word_keeps_its_reviews(desk: Desk) -> None:
    made = content()
    approved(desk, made)

    again = draft(desk, made)

    assert state(again) is DraftState.APPROVED


def test_what_was_approved_for_one_version_does_not_count_for_the_next(desk: Desk) -> None:
    made = content()
    version_id = approved(desk, made)
    publish(desk, version_id)

    again = draft(desk, replace(made, visits=0))
    submit(desk, again)
    same = draft(desk, made)

    assert state(same) is DraftState.DRAFT
    with refused(NotReviewed):
        publish(desk, same)


def test_a_draft_is_sent_back_with_a_reason_and_comes_again(desk: Desk) -> None:
    made = content()
    version_id = draft(desk, made)
    submit(desk, version_id)

    review(version_id, BACK, desk.head)

    assert state(version_id) is DraftState.RETURNED
    last = queries.review_status(version_id).acts[-1]
    assert (last.reason, last.remarks) == (ReturnReason.LEGAL_BASIS, "第二份材料没有依据")
    with refused(NotReviewed, "已退回"):
        publish(desk, version_id)
    better = draft(desk, replace(made, conditions=("有车辆", "有驾驶员")))
    submit(desk, better)
    review(better, DEPARTMENT_YES, desk.head)
    review(better, replace(BACK, step=ReviewStep.BUREAU), desk.reviewer)
    assert state(better) is DraftState.RETURNED
    submit(desk, better)
    assert state(better) is DraftState.DEPARTMENT_REVIEW


@pytest.mark.parametrize(
    ("made", "pointers"),
    [
        (replace(BACK, reason=None), {"/reason"}),
        (replace(BACK, remarks=" "), {"/remarks"}),
        (replace(BACK, reason=None, remarks=""), {"/reason", "/remarks"}),
        (replace(DEPARTMENT_YES, reason=ReturnReason.OTHER), {"/reason"}),
        (replace(DEPARTMENT_YES, remarks="长" * 2001), {"/remarks"}),
        (Review(ReviewStep.SUBMISSION, ReviewDecision.APPROVED), {"/step"}),
    ],
    ids=["no-reason", "no-remarks", "neither", "approved-with-reason", "too-long", "no-review"],
)
def test_an_incomplete_review_is_refused(desk: Desk, made: Review, pointers: set[str]) -> None:
    version_id = draft(desk)
    submit(desk, version_id)

    with refused(ReviewIncomplete) as refusal:
        review(version_id, made, desk.head)

    assert {fault.pointer for fault in refusal.value.errors} == pointers


# What is not its turn


def test_each_step_has_its_turn(desk: Desk) -> None:
    version_id = draft(desk)
    with refused(ReviewNotDue, "起草中"):
        review(version_id, DEPARTMENT_YES, desk.head)
    with refused(NotReviewed):
        publish(desk, version_id)

    submit(desk, version_id)
    with refused(ReviewNotDue, "不用再次送审"):
        submit(desk, version_id)
    with refused(ReviewNotDue, "待部门审核"):
        review(version_id, BUREAU_YES, desk.reviewer)

    review(version_id, DEPARTMENT_YES, desk.head)
    with refused(ReviewNotDue, "部门审核已由钱进完成：审核同意"):
        review(version_id, DEPARTMENT_YES, desk.second_head)
    with refused(NotReviewed, "待牵头部门审核"):
        publish(desk, version_id)

    review(version_id, BUREAU_YES, desk.reviewer)
    publish(desk, version_id)
    for act in (
        lambda: submit(desk, version_id),
        lambda: review(version_id, BUREAU_YES, desk.second_reviewer),
        lambda: publish(desk, version_id),
    ):
        with refused(AlreadyPublished):
            act()


def test_what_was_not_looked_at_is_not_decided(desk: Desk) -> None:
    version_id = draft(desk)
    other = "0" * 64
    with refused(ContentChanged):
        services.submit_draft(version_id=version_id, digest=other, at=AT, by=desk.editor)
    submit(desk, version_id)
    with refused(ContentChanged):
        services.review_draft(version_id=version_id, digest=other, review=DEPARTMENT_YES, at=AT, by=desk.head)
    review(version_id, DEPARTMENT_YES, desk.head)
    review(version_id, BUREAU_YES, desk.reviewer)
    with refused(ContentChanged):
        publish(desk, version_id, digest=other)
    with refused(VersionUnknown):
        services.submit_draft(version_id=new_id(), digest=other, at=AT, by=desk.editor)


def test_what_may_not_be_published_is_not_submitted(desk: Desk) -> None:
    version_id = draft(desk, content(legal_basis=(), materials=(material("m01", name="证明"),)))

    with refused(QualityNotMet, "Q04"):
        submit(desk, version_id)


# Four eyes


def test_nobody_reviews_what_they_wrote(desk: Desk) -> None:
    county = Region.objects.get(code="990101")
    user = PostFactory.create(role=Role.CATALOGUE_EDITOR.value, region=county, organisation=desk.owner).user
    both = person("兼任", Role.DEPARTMENT_HEAD, county, desk.owner, user=user)
    made = content()
    draft(desk, made, by=both)
    later = draft(desk, replace(made, visits=0))  # somebody else goes on
    submit(desk, later)

    with refused(OwnDraft, "起草或者修改"):
        review(later, DEPARTMENT_YES, both)

    review(later, DEPARTMENT_YES, desk.head)
    assert state(later) is DraftState.BUREAU_REVIEW


def test_a_token_is_the_person_behind_it(desk: Desk) -> None:
    county = Region.objects.get(code="990101")
    user = PostFactory.create(role=Role.CATALOGUE_EDITOR.value, region=county, organisation=desk.owner).user
    both = person("兼任", Role.DEPARTMENT_HEAD, county, desk.owner, user=user)
    token: ApiToken = ApiTokenFactory.create(post__user=user, post__region=county)
    by_token = replace(both, principal=f"token:{token.id}")
    version_id = draft(desk, by=by_token)
    submit(desk, version_id)

    with refused(OwnDraft, "起草或者修改"):
        review(version_id, DEPARTMENT_YES, both)


def test_nobody_reviews_what_they_submitted(desk: Desk) -> None:
    county = Region.objects.get(code="990101")
    user = PostFactory.create(role=Role.CATALOGUE_EDITOR.value, region=county, organisation=desk.owner).user
    both = person("兼任", Role.DEPARTMENT_HEAD, county, desk.owner, user=user)
    version_id = draft(desk)
    submit(desk, version_id, by=both)

    with refused(OwnDraft, "送审"):
        review(version_id, DEPARTMENT_YES, both)


def test_the_two_reviews_are_by_two_people(desk: Desk) -> None:
    county = Region.objects.get(code="990101")
    user = PostFactory.create(role=Role.CATALOGUE_REVIEWER.value, region=county).user
    both = person("兼任", Role.DEPARTMENT_HEAD, county, desk.owner, user=user)
    version_id = draft(desk)
    submit(desk, version_id)
    review(version_id, DEPARTMENT_YES, both)

    with refused(OwnDraft, "前一级"):
        review(version_id, BUREAU_YES, both)


# Who may, where

STRANGERS = {
    "other-editor": (NotYourPlace, NotYourRole, NotYourRole, NotYourPlace),
    "other-head": (NotYourRole, NotYourPlace, NotYourRole, NotYourRole),
    "far-reviewer": (NotYourRole, NotYourRole, NotYourPlace, NotYourPlace),
    "officer": (NotYourRole, NotYourRole, NotYourRole, NotYourRole),
    "clerk": (NotYourRole, NotYourRole, NotYourRole, NotYourRole),
    "supervisor": (NotYourRole, NotYourRole, NotYourRole, NotYourRole),
}


@pytest.mark.parametrize("who", sorted(STRANGERS))
def test_who_may_not(desk: Desk, who: str) -> None:
    stranger = desk.strangers[who]
    to_submit, to_review, to_approve, to_publish = STRANGERS[who]
    old = item(desk)
    version_id = draft(desk)

    with refused(to_submit):
        submit(desk, version_id, by=stranger)
    with refused(to_submit):
        services.roll_back(version_id=old.id, replacing=None, at=AT, by=stranger)
    submit(desk, version_id)
    with refused(to_review):
        review(version_id, DEPARTMENT_YES, stranger)
    review(version_id, DEPARTMENT_YES, desk.head)
    with refused(to_approve):
        review(version_id, BUREAU_YES, stranger)
    review(version_id, BUREAU_YES, desk.reviewer)
    with refused(to_publish):
        publish(desk, version_id, by=stranger)


def test_the_steps_are_in_different_hands(desk: Desk) -> None:
    version_id = draft(desk)
    for somebody in (desk.head, desk.reviewer):
        with refused(NotYourRole):
            submit(desk, version_id, by=somebody)
    submit(desk, version_id)
    for somebody in (desk.editor, desk.reviewer):
        with refused(NotYourRole):
            review(version_id, DEPARTMENT_YES, somebody)
    review(version_id, DEPARTMENT_YES, desk.head)
    for somebody in (desk.editor, desk.head):
        with refused(NotYourRole):
            review(version_id, BUREAU_YES, somebody)
    assert issubclass(OwnDraft, Forbidden)


# Publication on a day


def test_a_publication_is_scheduled(desk: Desk) -> None:
    old = item(desk)
    version_id = approved(desk, changed(old, visits=0))

    publish(desk, version_id, valid_from=TOMORROW, by=desk.reviewer)

    assert queries.published_version(old.code, TODAY).id == old.id
    assert queries.published_version(old.code, TOMORROW).id == version_id


def test_a_day_gone_by_is_refused_even_for_the_first_version(desk: Desk) -> None:
    version_id = approved(desk)

    with refused(BackdatedVersion, "生效日期 2026-03-01 已经过去，最早自今天（2026-03-02）起生效"):
        publish(desk, version_id, valid_from=TODAY - timedelta(days=1))
    assert queries.version(version_id).status is VersionStatus.DRAFT


def test_a_version_does_not_slip_in_before_a_scheduled_one(desk: Desk) -> None:
    old = item(desk)
    publish(desk, approved(desk, changed(old, visits=0)), valid_from=TODAY + timedelta(days=30))
    version_id = approved(desk, changed(old, visits=2))

    with refused(LaterVersionExists):
        publish(desk, version_id, valid_from=TOMORROW)


# Rolling back


def test_an_earlier_version_comes_back_as_a_draft_that_is_reviewed(desk: Desk) -> None:
    """CAT-18"""
    old = item(desk)
    publish(desk, approved(desk, changed(old, visits=0, materials=old.materials[:1], questions=())))

    version_id = services.roll_back(version_id=old.id, replacing=None, at=AT, by=desk.editor)

    made = queries.version(version_id)
    assert (made.version_number, made.status) == (3, VersionStatus.DRAFT)
    assert digest_of(version_id) == digest_of(old.id)
    assert queries.differences(old, made) == ()
    assert state(version_id) is DraftState.DRAFT
    with refused(NotReviewed):
        publish(desk, version_id)
    submit(desk, version_id)
    review(version_id, DEPARTMENT_YES, desk.head)
    review(version_id, BUREAU_YES, desk.reviewer)
    publish(desk, version_id)
    assert [m.name for m in queries.published_version(old.code, TODAY).materials] == [
        "申请表",
        "公司章程",
        "营业执照",
    ]


def test_an_item_that_was_recoded_keeps_its_codes_of_today(desk: Desk) -> None:
    old = item(desk)
    publish(desk, approved(desk, changed(old, visits=0)))
    item_code, code = item_codes()
    owners = models.HandlingItem.objects.filter(id=old.handling_item_id)
    models.Item.objects.filter(handling_items__in=owners).update(code=item_code)
    owners.update(code=code)

    version_id = services.roll_back(version_id=old.id, replacing=None, at=AT, by=desk.editor)

    made = queries.version(version_id)
    assert (made.handling_item_id, made.version_number) == (old.handling_item_id, 3)
    assert (made.code, made.item_code, made.visits) == (code, item_code, 1)


def test_what_holds_is_not_rolled_back_to(desk: Desk) -> None:
    old = item(desk)

    with refused(NothingToRollBack, "第 1 版与现行的第 1 版内容相同"):
        services.roll_back(version_id=old.id, replacing=None, at=AT, by=desk.editor)
    never_published = draft(desk)
    with refused(VersionUnknown):
        services.roll_back(version_id=never_published, replacing=None, at=AT, by=desk.editor)


def test_a_draft_is_only_replaced_by_somebody_who_knows_it(desk: Desk) -> None:
    old = item(desk)
    publish(desk, approved(desk, changed(old, visits=0)))
    open_draft = draft(desk, changed(old, visits=2))

    for known in (None, new_id()):
        with refused(DraftExists):
            services.roll_back(version_id=old.id, replacing=known, at=AT, by=desk.editor)
    version_id = services.roll_back(version_id=old.id, replacing=open_draft, at=AT, by=desk.editor)

    assert queries.version(version_id).visits == 1
