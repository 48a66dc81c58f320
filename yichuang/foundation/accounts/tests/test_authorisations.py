from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from yichuang.foundation.accounts import queries, services
from yichuang.foundation.accounts.errors import (
    AccountNotFound,
    AuthorisationWithdrawn,
    AuthorisationWrong,
    NotARepresentative,
    NotYourPlace,
    NotYourRole,
    OwnAccount,
)
from yichuang.foundation.accounts.models import WrittenAuthorisation
from yichuang.foundation.accounts.tests.factories import AT, TODAY, PostFactory, WrittenAuthorisationFactory
from yichuang.foundation.accounts.types import AuthorisationInput, Delegated, Role
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.foundation.places.tests.refusals import refused
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return OrganisationFactory()


@pytest.fixture
def head(department):
    post = PostFactory(role=Role.DEPARTMENT_HEAD.value, organisation=department)
    return queries.actor_of_user(post.user_id, AT)


@pytest.fixture
def representative(department):
    return PostFactory(role=Role.CHIEF_REPRESENTATIVE.value, organisation=department).user


def paper(department, user, **changes) -> AuthorisationInput:
    given = {
        "organisation_id": department.id,
        "user_id": user.id,
        "document_number": "安交授〔2026〕1号",
        "valid_from": TODAY,
        "valid_until": date(2026, 12, 31),
    }
    return AuthorisationInput(**(given | changes))


def test_the_head_authorises_the_departments_representative(department, head, representative):
    authorisation = paper(department, representative, handling_codes=("JT-01-01", " JT-01-02 ", "JT-01-01"))

    authorisation_id = services.authorise_representative(authorisation=authorisation, actor=head, at=AT)

    view = queries.authorisation_for(representative.id, department.id, "JT-01-02", TODAY)
    assert view is not None
    assert (view.id, view.document_number) == (authorisation_id, "安交授〔2026〕1号")
    assert view.handling_codes == ("JT-01-01", "JT-01-02")
    assert not view.covers_all_immediate
    assert queries.authorisation_for(representative.id, department.id, "JT-99-01", TODAY) is None
    entry = AuditEntry.objects.get(stream="authorisation", stream_id=str(authorisation_id))
    assert (entry.action, entry.actor) == ("given", head.principal)


def test_a_paper_that_names_no_item_covers_all_and_one_that_does_goes_first(department, head, representative):
    services.authorise_representative(authorisation=paper(department, representative), actor=head, at=AT)
    special = services.authorise_representative(
        authorisation=paper(
            department, representative, document_number="安交授〔2026〕2号", handling_codes=("JT-01-01",)
        ),
        actor=head,
        at=AT,
    )

    named = queries.authorisation_for(representative.id, department.id, "JT-01-01", TODAY)
    other = queries.authorisation_for(representative.id, department.id, "JT-02-01", TODAY)
    assert named is not None
    assert other is not None
    assert named.id == special
    assert (other.document_number, other.covers_all_immediate) == ("安交授〔2026〕1号", True)
    assert len(queries.authorisations_of(department.id)) == 2


@pytest.mark.parametrize("covered", Delegated, ids=lambda kind: kind.value)
@pytest.mark.parametrize("codes", [(), ("JT-01-01",)], ids=["all", "named"])
def test_a_paper_covers_the_kinds_of_items_it_says(
    department, head, representative, covered: Delegated, codes: tuple[str, ...]
) -> None:
    """APP-05: also of an item that it names."""
    given = services.authorise_representative(
        authorisation=paper(department, representative, covers=(covered,), handling_codes=codes),
        actor=head,
        at=AT,
    )

    for kind in Delegated:
        view = queries.authorisation_for(representative.id, department.id, "JT-01-01", TODAY, kind)
        assert (view is not None) == (kind is covered), kind
    [known] = queries.authorisations_of(department.id)
    assert (known.covers, known.covers_all_immediate) == (
        (covered,),
        covered is Delegated.IMMEDIATE and not codes,
    )
    entry = AuditEntry.objects.get(stream="authorisation", stream_id=str(given))
    assert entry.details["covers"] == [covered.value]


def test_a_paper_that_does_not_say_covers_what_is_decided_at_once(department, head, representative) -> None:
    """As every paper did before it could say more; so does one that the previous release writes."""
    services.authorise_representative(authorisation=paper(department, representative), actor=head, at=AT)
    row = WrittenAuthorisationFactory(organisation=department, user=representative)

    row.refresh_from_db()
    assert row.covers == ["immediate"]
    assert [view.covers for view in queries.authorisations_of(department.id)] == [(Delegated.IMMEDIATE,)] * 2


def test_a_paper_counts_from_its_first_day_to_its_last(department, representative):
    WrittenAuthorisationFactory(
        organisation=department, user=representative, valid_from=TODAY, valid_until=date(2026, 3, 1)
    )

    def covered(on):
        return queries.authorisation_for(representative.id, department.id, "any", on) is not None

    assert [covered(TODAY - timedelta(days=1)), covered(TODAY)] == [False, True]
    assert [covered(date(2026, 3, 1)), covered(date(2026, 3, 2))] == [True, False]


def test_a_paper_is_one_persons_in_one_department(department, representative):
    WrittenAuthorisationFactory(organisation=department, user=representative)

    assert queries.authorisation_for(representative.id, department.id, "any", TODAY)
    assert queries.authorisation_for(uuid4(), department.id, "any", TODAY) is None
    assert queries.authorisation_for(representative.id, OrganisationFactory().id, "any", TODAY) is None


def test_a_withdrawn_paper_covers_nothing_from_that_day(department, head, representative):
    authorisation_id = services.authorise_representative(
        authorisation=paper(department, representative), actor=head, at=AT
    )

    services.withdraw_authorisation(authorisation_id=authorisation_id, actor=head, at=AT + timedelta(days=2))

    day = TODAY + timedelta(days=2)
    assert queries.authorisation_for(representative.id, department.id, "any", day - timedelta(days=1))
    assert queries.authorisation_for(representative.id, department.id, "any", day) is None
    assert queries.authorisations_of(department.id) == ()
    with refused(AuthorisationWithdrawn, match="2026-02-13"):
        services.withdraw_authorisation(authorisation_id=authorisation_id, actor=head, at=AT)
    with refused(AccountNotFound):
        services.withdraw_authorisation(authorisation_id=uuid4(), actor=head, at=AT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DEPARTMENT_HEAD])
def test_nobody_but_the_head_authorises_or_withdraws(role, department, representative):
    places = {"organisation": department} if role.value.startswith(("department", "chief", "catal")) else {}
    actor = queries.actor_of_user(PostFactory(role=role.value, **places).user_id, AT)
    given = WrittenAuthorisationFactory(organisation=department, user=representative)

    with refused(NotYourRole, match="部门负责人"):
        services.authorise_representative(authorisation=paper(department, representative), actor=actor, at=AT)
    with refused(NotYourRole, match="部门负责人"):
        services.withdraw_authorisation(authorisation_id=given.id, actor=actor, at=AT)

    assert WrittenAuthorisation.objects.count() == 1


def test_the_head_of_another_department_neither_authorises_nor_withdraws(department, representative):
    other = queries.actor_of_user(PostFactory(role=Role.DEPARTMENT_HEAD.value).user_id, AT)
    given = WrittenAuthorisationFactory(organisation=department, user=representative)

    with refused(NotYourPlace):
        services.authorise_representative(authorisation=paper(department, representative), actor=other, at=AT)
    with refused(NotYourPlace):
        services.withdraw_authorisation(authorisation_id=given.id, actor=other, at=AT)


def test_heads_do_not_authorise_themselves(department):
    post = PostFactory(role=Role.DEPARTMENT_HEAD.value, organisation=department)
    PostFactory(role=Role.CHIEF_REPRESENTATIVE.value, organisation=department, user=post.user)
    head = queries.actor_of_user(post.user_id, AT)

    with refused(OwnAccount):
        services.authorise_representative(authorisation=paper(department, post.user), actor=head, at=AT)


def test_only_a_representative_of_the_department_in_those_days_is_authorised(department, head):
    clerk = PostFactory().user
    elsewhere = PostFactory(role=Role.CHIEF_REPRESENTATIVE.value).user
    former = PostFactory(
        role=Role.CHIEF_REPRESENTATIVE.value, organisation=department, ends_on=TODAY - timedelta(days=1)
    ).user
    later = PostFactory(
        role=Role.CHIEF_REPRESENTATIVE.value, organisation=department, starts_on=date(2027, 1, 1)
    ).user

    for user in (clerk, elsewhere, former, later):
        with refused(NotARepresentative):
            services.authorise_representative(authorisation=paper(department, user), actor=head, at=AT)

    assert not WrittenAuthorisation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document_number": "  "}, "/document_number"),
        ({"document_number": "号" * 101}, "/document_number"),
        ({"valid_until": TODAY - timedelta(days=1)}, "/valid_until"),
        ({"valid_from": date(2026, 1, 1), "valid_until": TODAY - timedelta(days=1)}, "/valid_until"),
        ({"handling_codes": ("x" * 65,)}, "/handling_codes"),
        ({"covers": ()}, "/covers"),
    ],
)
def test_a_wrong_paper_is_refused_at_its_field(department, head, representative, wrong, field):
    with refused(AuthorisationWrong) as refusal:
        services.authorise_representative(
            authorisation=paper(department, representative, **wrong), actor=head, at=AT
        )

    assert [error.pointer for error in refusal.value.errors] == [field]
    assert not WrittenAuthorisation.objects.exists()


def test_a_document_number_is_used_once_in_a_department(department, head, representative):
    services.authorise_representative(authorisation=paper(department, representative), actor=head, at=AT)

    with refused(AuthorisationWrong, match="已经用过"):
        services.authorise_representative(authorisation=paper(department, representative), actor=head, at=AT)
