"""A hall at work for the tests of the API's contract: people with tokens, cases at every stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from yichuang.casework.approval import services as approval
from yichuang.casework.approval.types import Conclusion, DecisionInput
from yichuang.casework.cases.tests import fixtures
from yichuang.casework.cases.tests.county import AT, LICENCE_NEW, SINCE, County
from yichuang.casework.intake import services as intake
from yichuang.casework.intake.tests.applications import card_application, licence_application
from yichuang.foundation.accounts import queries as accounts_queries
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.types import PostInput, Role
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue_queries
from yichuang.offer.catalogue import services as catalogue
from yichuang.offer.catalogue.queries.drift import drift_report
from yichuang.offer.catalogue.tests.base_lists import bring_in, entry
from yichuang.offer.catalogue.types.bulletins import BulletinKind
from yichuang.offer.scope import queries as scope
from yichuang.outcome.delivery import services as delivery
from yichuang.outcome.delivery.types import ReceiverInput, Relation

county = fixtures.county
county_of_module = fixtures.county_of_module
on_the_day = fixtures.on_the_day


@dataclass
class Hall:
    """``numbers``: stage → case number. ``tokens``: username → bearer token.

    ``things``: what a path can name beside cases: versions, differences, bulletins, scopes.
    """

    county: County
    numbers: dict[str, str]
    tokens: dict[str, str]
    things: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def headers(self, username: str, key: str = "") -> dict[str, str]:
        held = {"Authorization": f"Bearer {self.tokens[username]}"}
        return held | {"Idempotency-Key": key} if key else held


class _Cases:
    """Brings a licence case as far as a stage; each stage stands on the one before."""

    STAGES = ("received", "accepted", "claimed", "examined", "decided", "issuable", "delivered")

    def __init__(self, county: County) -> None:
        self.county = county
        self.people = county.people

    def at(self, stage: str) -> str:
        number = intake.receive_case(
            application=licence_application(), window=self.county.a1, actor=self.people["clerk"], at=AT
        ).number
        for step in self.STAGES[1 : self.STAGES.index(stage) + 1]:
            getattr(self, step)(number)
        return number

    def accepted(self, number: str) -> None:
        intake.accept_case(number=number, window=self.county.a1, actor=self.people["clerk"], at=AT)

    def claimed(self, number: str) -> None:
        approval.claim_review(number=number, actor=self.people["officer"], at=AT)

    def examined(self, number: str) -> None:
        approval.give_opinion(
            number=number, conclusion=Conclusion.GRANT, text="属实", actor=self.people["officer"], at=AT
        )

    def decided(self, number: str) -> None:
        approval.decide_case(number=number, decision=DecisionInput(), actor=self.people["head"], at=AT)

    def issuable(self, number: str) -> None:
        delivery.prepare_result(number=number, at=AT)

    def delivered(self, number: str) -> None:
        delivery.deliver_result(
            number=number,
            receiver=ReceiverInput("王小满", Relation.SELF, id_checked=True),
            window=self.county.issue,
            actor=self.people["issuer"],
            at=AT,
        )

    def incomplete(self) -> str:
        return intake.receive_case(
            application=licence_application(materials=()),
            window=self.county.a1,
            actor=self.people["clerk"],
            at=AT,
        ).number

    def card(self, *, accepted: bool) -> str:
        """The immediate item, at the chief representative's window."""
        chief = self.people["chief"]
        number = intake.receive_case(
            application=card_application(), window=self.county.a1, actor=chief, at=AT
        ).number
        if accepted:
            intake.accept_case(number=number, window=self.county.a1, actor=chief, at=AT)
        return number


KEEPERS = {
    "editor": Role.CATALOGUE_EDITOR,
    "social-editor": Role.CATALOGUE_EDITOR,
    "reviewer": Role.CATALOGUE_REVIEWER,
}


def keep_the_catalogue(county: County) -> dict[str, tuple[str, ...]]:
    """Who keeps items; a draft, a difference, a bulletin, a scope: what paths can name of them."""
    owners = {"editor": county.transport, "social-editor": county.social, "reviewer": None}
    for username, role in KEEPERS.items():
        user_id = accounts.create_user(username=username, display_name=username, at=AT)
        post = PostInput(role, "990101", owners[username], None, SINCE)
        county.posts[username] = accounts.assign_post(user_id=user_id, post=post, at=AT)
        county.people[username] = accounts_queries.actor_of_user(user_id, AT)
    catalogue.open_draft(code=LICENCE_NEW, actor=county.people["editor"], at=AT)
    draft = catalogue_queries.open_draft_of(LICENCE_NEW).version
    catalogue.announce_life(
        event_id=new_id(),
        kind=BulletinKind.RESUMED,
        handling_item_id=draft.handling_item_id,
        holds_from=legal_date(AT),
        at=AT,
    )
    bring_in([entry("990100000001")], at=AT)
    found = drift_report(legal_date(AT))
    running = catalogue_queries.published_version(LICENCE_NEW, legal_date(AT))
    return {
        "version": (str(draft.id), str(running.id)),
        "key": tuple(one.key for one in found[:3]),
        "digest": (catalogue_queries.review_status(draft.id).digest,),
        "serial": ("1",),
        "scope": tuple(str(one.id) for one in scope.grants(on=legal_date(AT)))[:2],
    }


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests through WSGI keep the test's connection, and so its transaction (as Django's client does)."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing behind."""
    block = transaction.atomic()
    block._from_testcase = True  # services open savepoints of their own in it, as in any test
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def standing_hall(county_of_module: County) -> Hall:
    """Built once for the tests of a file."""
    cases = _Cases(county_of_module)
    numbers = {stage: cases.at(stage) for stage in cases.STAGES}
    numbers["incomplete"] = cases.incomplete()
    numbers["card received"] = cases.card(accepted=False)
    numbers["card accepted"] = cases.card(accepted=True)
    things = keep_the_catalogue(county_of_module)
    people = county_of_module.people
    return Hall(
        county_of_module, numbers, {username: county_of_module.token(username) for username in people}, things
    )


@pytest.fixture
def hall(standing_hall: Hall, county: County, on_the_day: object, one_connection: None) -> Hall:
    """Wednesday 11 February 2026, 09:30, with one case at each stage; what a test changes is undone."""
    return standing_hall
