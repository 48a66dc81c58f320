"""Every sample item: whatever is answered, the list is not empty, and everybody sees the same one.

Every distinct list of every item is checked against the rule; citizen's page, API, clerk's page and
receipt show one list of each item, another one per item.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import Client

from config.sample import load_county
from yichuang.casework.intake import services as intake
from yichuang.casework.intake.tests.applications import application, handed_in, person
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.models import User
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.services.papers import set_paper
from yichuang.foundation.notices.tests.reading import squeezed, words_of
from yichuang.foundation.notices.types import ReceiptContent
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import time
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries as guidance
from yichuang.offer.guidance.adapters.papers import template
from yichuang.offer.guidance.queries import papers
from yichuang.offer.guidance.types import PaperKind, PaperOrder, PaperSubject
from yichuang.offer.scope import queries as scope

AT = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
BROUGHT = re.compile(r'<article class="yc-bring">\s*<h3><i [^>]*></i>(.*?)</h3>', re.DOTALL)
HAD = re.compile(r'<article class="yc-bring have"><h3>(.*?)</h3>', re.DOTALL)
AT_THE_COUNTER = re.compile(r'<span class="name"><b>(.*?)</b>', re.DOTALL)


@pytest.fixture(scope="module")
def versions(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[HandlingVersion, ...]]:
    """What the sample county offers; loaded once, undone after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        places.forget()
        load_county(state=tmp_path_factory.mktemp("county") / "state", at=AT)
        yield tuple(catalogue.versions_with_materials(AT.date()))
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _on_the_day(db: None) -> Iterator[None]:
    places.forget()
    with patch.object(time, "_OFFSET", time._OFFSET + (AT - time.now())):
        yield


def names(materials: Any) -> list[str]:
    return sorted(material.name for material in materials)


def one_of_each(versions: tuple[HandlingVersion, ...]) -> Iterator[tuple[HandlingVersion, dict[str, str]]]:
    """Each item with the answers to one of its lists, another one from item to item."""
    for number, version in enumerate(versions):
        lists = catalogue.answers_per_list(version)
        yield version, lists[number % len(lists)]


def test_no_path_of_any_item_ends_in_an_empty_list(versions: tuple[HandlingVersion, ...]) -> None:
    """CAT-06, CAT-08"""
    assert len(versions) == 104
    for version in versions:
        found = catalogue.scenario_analysis(version)
        ends = [guidance.exact_list(version, answers) for answers in catalogue.answers_per_list(version)]
        assert (found.empty, found.findings) == (0, ()), version.name
        assert len(ends) == found.lists
        assert all(exact.is_final and exact.materials and not exact.open_materials for exact in ends)
        assert len({tuple(names(exact.materials)) for exact in ends}) == found.lists, version.name


def test_citizen_and_program_see_the_list_of_the_rule(versions: tuple[HandlingVersion, ...]) -> None:
    browser = Client()
    for version, answers in one_of_each(versions):
        expected = guidance.exact_list(version, answers)
        chosen = {f"answer.{question}": option for question, option in answers.items()}

        page = browser.get(f"/guide/{version.code}/", chosen).content.decode()
        said = browser.get(
            f"/api/v1/items/{version.code}/guide", {"answers": guidance.encode_answers(answers)}
        ).json()

        assert sorted(map(html.unescape, BROUGHT.findall(page))) == names(expected.to_bring), version.name
        assert sorted(map(html.unescape, HAD.findall(page))) == names(expected.government_has), version.name
        assert [row["code"] for row in said["to_bring"]] == [row.code for row in expected.to_bring]
        assert [row["code"] for row in said["government_has"]] == [
            row.code for row in expected.government_has
        ]
        assert said["unanswered"] == []


def test_the_clerk_sees_the_list_and_the_receipt_has_it(versions: tuple[HandlingVersion, ...]) -> None:
    """CAT-01, CAT-15: at a window that takes the item, by a person who sits there."""
    clerks = _clerks()
    for version, answers in one_of_each(versions):
        expected = guidance.exact_list(version, answers)
        window = next(w for w in scope.windows_taking(version=version, on=AT.date()) if w.outlet_id in clerks)
        actor, browser = clerks[window.outlet_id]
        browser.post("/counter/windows/", {"window": str(window.id)})
        chosen = {f"answer.{question}": option for question, option in answers.items()}

        page = browser.get(f"/counter/new/{version.code}/", chosen).content.decode()

        shown = [html.unescape(name) for name in AT_THE_COUNTER.findall(page)]
        assert shown == [material.name for material in expected.materials], version.name
        assert _on_the_receipt(version, answers, window, actor) == shown, version.name


def test_the_notice_says_every_list_and_its_pdf_prints_it(versions: tuple[HandlingVersion, ...]) -> None:
    """CAT-14, GUI-12: the words of page and PDF for every distinct list; the PDF for one of each item."""
    for version in versions:
        for answers in catalogue.answers_per_list(version):
            exact = guidance.exact_list(version, answers)
            (chapter,) = papers.paper_words(_notice(version, answers))["items"]
            said = [material["name"] for material in chapter["materials"]]
            assert said == [row.name for row in (*exact.to_bring, *exact.government_has)], version.name
    for version, answers in one_of_each(versions):
        order = _notice(version, answers)
        words = {**papers.paper_words(order), "address": order.path}
        printed = words_of(set_paper(template=template(), words=words, address=order.path, at=AT))

        exact = guidance.exact_list(version, answers)
        _, mark, table = printed.partition(f"材料清单（共{len(exact.materials)}项）")
        assert mark, version.name
        at = 0
        for number, material in enumerate((*exact.to_bring, *exact.government_has), start=1):
            at = table.find(f"{number}{squeezed(material.name)}", at)
            assert at >= 0, f"{version.name}: {material.name}"


def _notice(version: HandlingVersion, answers: dict[str, str]) -> PaperOrder:
    return PaperOrder(
        kind=PaperKind.NOTICE,
        subject=PaperSubject.ITEM,
        subject_name=version.name,
        versions=(version.id,),
        path=f"/handbooks/notice/items/{version.code}/",
        on=AT.date(),
        answers=answers,
    )


def _clerks() -> dict[Any, tuple[Actor, Client]]:
    """Per outlet, somebody who receives there, and their browser."""
    found: dict[Any, tuple[Actor, Client]] = {}
    for username, outlet in (("lixiaolan", "HALL"), ("tianye", "T1"), ("xiaohe", "V11")):
        user, browser = User.objects.get(username=username), Client()
        browser.force_login(user)
        found[places.outlet_by_code(outlet).id] = (accounts.actor_of_user(user.id, AT), browser)
    return found


def _on_the_receipt(
    version: HandlingVersion, answers: dict[str, str], window: WindowView, actor: Actor
) -> list[str]:
    """The materials of the receipt for everything brought."""
    brought = tuple(
        handed_in(material.code, points={point.code: True for point in material.review_points})
        for material in guidance.exact_list(version, answers).to_bring
    )
    received = intake.receive_case(
        application=application(code=version.code, answers=answers, applicant=person(), materials=brought),
        window=window,
        actor=actor,
        at=AT,
    )
    content = notices.frozen_notice(received.receipt.id).content
    assert isinstance(content, ReceiptContent)
    return [material.name for material in content.materials]
