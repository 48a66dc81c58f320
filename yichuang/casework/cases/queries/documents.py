"""The part that every legal document about a case shares: who, what, how to ask, how to collect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from django.conf import settings

from yichuang.casework.cases.errors import RemediesUnknown
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.clocks.types import Limit as ClockLimit
from yichuang.foundation.notices.types import Inquiry, Limit, NoticeItem, Person, Remedies
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import PartyInput, PartyView
from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue.types import DeliveryMode, HandlingVersion, ItemType

HOTLINE = "12345"

People = tuple[PartyInput | PartyView, PartyInput | PartyView | None]
"""Applicant and agent."""


class CommonFields(TypedDict):
    """Fields of ``notices.types.CommonContent``."""

    applicant: Person
    agent: Person | None
    item: NoticeItem
    officer: str
    inquiry: Inquiry


def common_content(*, case: CaseView, version: HandlingVersion, people: People, officer: str) -> CommonFields:
    """The shared part of a document about ``case``, as printed under the version it was received under."""
    applicant, agent = people
    site = settings.SITE_URL.rstrip("/")
    return CommonFields(
        applicant=_person(applicant),
        agent=_person(agent) if agent else None,
        item=NoticeItem(
            name=version.name,
            code=version.code,
            item_type=version.item_type.value if version.item_type else "",
            scenario=scenario_words(version, case.answers),
        ),
        officer=officer,
        inquiry=Inquiry(site=site, phone=HOTLINE, progress=f"{site}/progress/{case.progress_token}/"),
    )


def people_of(case: CaseView) -> tuple[PartyView, PartyView | None]:
    """Applicant and agent in full, for a legal document only."""
    agent = parties.for_documents(case.agent_id) if case.agent_id else None
    return parties.for_documents(case.applicant_id), agent


def scenario_words(version: HandlingVersion, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The chosen circumstances in words, in the order of the questions."""
    chosen = (
        question.option(answers[question.code]) for question in version.questions if question.code in answers
    )
    return tuple(option.label for option in chosen if option)


def remedies_of(case: CaseView) -> Remedies | None:
    """Where a refusal of the case can be challenged (救济途径), as its authority has it on record.

    None only for a public service (公共服务) whose body has neither on record: it decides nothing about
    anybody's rights, and its paper names the telephone for complaints.

    Law:
        行政许可法 §38(2)  a refusal tells of reconsideration and suit
        行政复议法 §20, 行政诉讼法 §46

    Raises:
        RemediesUnknown: carries ``organisation``.
    """
    authority = places.organisation(case.organisation_id)
    if authority.reconsideration_body and authority.court:
        return Remedies(reconsideration_body=authority.reconsideration_body, court=authority.court)
    if case.item_type == ItemType.PUBLIC_SERVICE.value:
        return None
    raise RemediesUnknown(
        f"{authority.name}还没有登记行政复议机关和管辖法院，请系统管理员补上，再出具文书",
        organisation=authority.code,
    )


def limit_on_paper(clock: ClockLimit | None, due_on: date | None) -> Limit | None:
    """A limit with the day it leads to; None when there is none."""
    return Limit(words=clock.words, due_on=due_on) if clock and due_on else None


def fee_words(version: HandlingVersion) -> str:
    """Whether it costs anything (行政许可法 §58)."""
    if version.fee is None:
        return "以公布的办事指南为准"
    if not version.fee.charged:
        return "不收费"
    lines = "；".join(f"{line.name} {line.standard}".strip() for line in version.fee.lines)
    return f"收费：{lines}" if lines else f"收费，依据{version.fee.basis}"


def collection_words(version: HandlingVersion) -> str:
    """How the result can be had."""
    ways = "、".join(mode.label for mode in version.delivery) or DeliveryMode.WINDOW.label
    return f"{ways}；到窗口领取请带收件凭证和身份证件"


def _person(party: PartyInput | PartyView) -> Person:
    return Person(name=party.name, id_type=party.id_type.value, id_number=party.id_number)
