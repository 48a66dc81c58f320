"""The limit and the special procedures of an answer, wherever the item is met (CAT-08, CAT-13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake import queries as intake
from yichuang.casework.intake import services
from yichuang.casework.intake.tests.applications import application_for
from yichuang.casework.intake.tests.counter_pages import at_window
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue.tests.factories import material
from yichuang.offer.catalogue.types import HandlingVersion, Option, ProcedureKind, Question, SpecialProcedure
from yichuang.offer.guidance import queries as guidance
from yichuang.offer.guidance import rules as guidance_rules
from yichuang.offer.guidance.rules.papers import Surroundings
from yichuang.offer.guidance.tests.test_kept_list_pages import text
from yichuang.offer.guidance.types import PaperKind, PaperOrder, PaperSubject

pytestmark = pytest.mark.django_db

NEXT_DAY = AT + timedelta(days=1)
REVIEWED = "专家评审（20 个工作日，不计入办理期限）"


@pytest.fixture
def item(county: County) -> HandlingVersion:
    """Within 8 of at most 20 working days; dangerous goods within 3 of at most 10, after a review."""
    dangerous = Option(
        "dangerous",
        "危险货物",
        promised=Limit(3, LimitUnit.WORKING_DAY),
        statutory=Limit(10, LimitUnit.WORKING_DAY, "危险货物条例第十条"),
        procedures=(SpecialProcedure(ProcedureKind.EXPERT_REVIEW, 20, "条例第三十条"),),
    )
    goods = Question("goods", "运什么？", (Option("plain", "普通货物"), dangerous))
    return county.item(questions=(goods,), materials=(material("m01", name="申请表"),))


def application(item: HandlingVersion, goods: str) -> Any:
    return application_for(item, answers={"goods": goods})


@pytest.mark.parametrize(
    ("goods", "promised", "statutory", "words"),
    [
        ("plain", date(2026, 3, 2), date(2026, 3, 18), ("8 个工作日", "20 个工作日")),
        ("dangerous", date(2026, 2, 24), date(2026, 3, 4), ("3 个工作日", "10 个工作日")),
    ],
)
def test_acceptance_takes_the_limits_of_the_scenario(
    county: County, item: HandlingVersion, goods: str, promised: date, statutory: date, words: tuple[str, str]
) -> None:
    """Law: 行政许可法 §42, §45. Holidays from 15 to 23 February; Saturdays 14 and 28 are worked."""
    received = receive(county, application(item, goods))
    before = intake.counter_case(received.number, county.people["clerk"], NEXT_DAY)
    assert (before.due.promised_on, before.due.statutory_on) == (promised, statutory)

    accepted = accept(county, received.number, at=NEXT_DAY)

    assert (accepted.promised_due_on, accepted.statutory_due_on) == (promised, statutory)
    case = cases.case_by_number(received.number)
    assert (case.promised_due_on, case.statutory_due_on) == (promised, statutory)
    content = notices.frozen_notice(accepted.notice.id).content
    assert (content.promised.words, content.statutory.words) == words
    assert (content.promised.due_on, content.statutory.due_on) == (promised, statutory)
    assert content.special_procedure == (REVIEWED if goods == "dangerous" else "")


def test_silence_accepts_within_the_limits_of_the_scenario(county: County, item: HandlingVersion) -> None:
    """Law: 行政许可法 §32(1)(四)"""
    number = receive(county, application(item, "dangerous")).number
    after = datetime(2026, 2, 26, tzinfo=SHANGHAI)

    seen = intake.counter_case(number, county.people["clerk"], after)
    settled = services.settle_by_time(number=number, at=after)

    three_days = date(2026, 2, 14)  # from the receipt on 11 February
    assert (seen.case.promised_due_on, settled.promised_due_on) == (date(2026, 2, 14), three_days)
    [_, notice] = notices.notices_of_case(number)
    assert notice.kind is NoticeKind.ACCEPTANCE_NOTICE
    content = notices.frozen_notice(notice.id).content
    assert (content.promised.words, content.special_procedure) == ("3 个工作日", REVIEWED)


def test_the_guide_and_the_list_say_it(client: Client, item: HandlingVersion, on_the_day: object) -> None:
    plain = text(client.get(f"/guide/{item.code}/?answer.goods=plain"))
    dangerous = text(client.get(f"/guide/{item.code}/?answer.goods=dangerous"))

    assert "8 个工作日" in plain
    assert REVIEWED not in plain
    assert "3 个工作日" in dangerous
    assert "法定 10 个工作日" in dangerous
    assert "危险货物条例第十条" in dangerous
    assert REVIEWED in dangerous
    listed = text(client.get(f"/guide/{item.code}/list/?answers=goods:dangerous"))
    assert "3 个工作日（今天受理，最迟" in listed
    assert REVIEWED in listed


def test_the_api_says_it(client: Client, item: HandlingVersion, on_the_day: object) -> None:
    plain = client.get(f"/api/v1/items/{item.code}/guide?answers=goods:plain").json()
    dangerous = client.get(f"/api/v1/items/{item.code}/guide?answers=goods:dangerous").json()

    assert (plain["promised"]["amount"], plain["statutory"]["amount"]) == (8, 20)
    assert plain["special_procedures"] == []
    assert dangerous["promised"] == {
        "amount": 3, "unit": "working-day", "words": "3 个工作日", "legal_basis": "",
    }  # fmt: skip
    assert dangerous["statutory"]["legal_basis"] == "危险货物条例第十条"
    assert dangerous["special_procedures"] == [
        {
            "kind": "expert-review", "label": "专家评审", "working_days": 20, "legal_basis": "条例第三十条",
        }
    ]  # fmt: skip


def test_papers_say_it(item: HandlingVersion) -> None:
    """GUI-12: the notice for the scenario; guide and handbook name the answers that differ."""
    around = Surroundings("交通运输局", "", "", ())

    def made(kind: PaperKind, answers: dict[str, str] | None) -> dict[str, Any]:
        order = PaperOrder(
            kind=kind, subject=PaperSubject.ITEM, subject_name=item.name, versions=(item.id,), path="/",
            on=AT.date(), answers=answers,
        )  # fmt: skip
        [chapter] = guidance_rules.paper_words(order, [(item, around)])["items"]
        return dict(chapter)

    notice = dict(map(tuple, made(PaperKind.NOTICE, {"goods": "dangerous"})["rows"]))
    assert (notice["承诺时限"], notice["法定时限"], notice["特别程序"]) == (
        "3 个工作日",
        "10 个工作日",
        REVIEWED,
    )
    plain = dict(map(tuple, made(PaperKind.NOTICE, {"goods": "plain"})["rows"]))
    assert (plain["承诺时限"], plain["法定时限"]) == ("8 个工作日", "20 个工作日")
    assert "特别程序" not in plain
    sections = {part["title"]: part["lines"] for part in made(PaperKind.GUIDE, None)["sections"]}
    assert sections["不同情形的时限"] == [f"运什么？危险货物：承诺 3 个工作日，法定 10 个工作日，{REVIEWED}"]


def test_worked_dates_are_those_of_the_scenario(county: County, item: HandlingVersion) -> None:
    exact = guidance.exact_list(item, {"goods": "dangerous"})

    dates = guidance.worked_dates(exact, NEXT_DAY)

    assert (dates.promised_on, dates.statutory_on) == (date(2026, 2, 24), date(2026, 3, 4))


def test_the_counter_says_it_before_anything_is_received(
    signed_in: Any, county: County, item: HandlingVersion, on_the_day: object
) -> None:
    clerk = at_window(signed_in("clerk"), county.a1.id)
    page = text(clerk.get(f"/counter/new/{item.code}/?answer.goods=dangerous"))

    assert "受理后 3 个工作日" in page
    assert REVIEWED in page
