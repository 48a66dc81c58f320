"""The form of an item on the public site: filled in without a script, refused with words, printed."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.notices.tests.reading import words_of as words_of_pdf
from yichuang.foundation.parties.tests.factories import make_resident_id
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.models import OutboxEvent
from yichuang.offer.catalogue.tests.factories import published_item, question
from yichuang.offer.catalogue.types import Condition, FormField, HandlingVersion
from yichuang.offer.catalogue.types.forms import FieldFacts, FieldType, Sensitivity
from yichuang.offer.guidance.models import PersonalList, PrintedPaper
from yichuang.offer.guidance.services import filling

pytestmark = pytest.mark.django_db

BORN = make_resident_id(date(1990, 5, 6), 31)
FORM = (
    FormField("name", "name", FieldFacts("姓名", sensitivity=Sensitivity.PERSONAL), section="申请人"),
    FormField(
        "id",
        "id",
        FieldFacts("公民身份号码", FieldType.RESIDENT_ID, held_by="resident-id", held_as="居民身份证"),
        section="申请人",
    ),
    FormField(
        "company",
        "company",
        FieldFacts("企业名称"),
        section="企业",
        applies_when=Condition.of({"subject-kind": ["company"]}),
    ),
    FormField(
        "trades",
        "trades",
        FieldFacts("经营项目", FieldType.CHOICES, options=("热食", "冷食")),
        section="经营",
        required=False,
    ),
)
ALONE = {"answer.subject-kind": "individual"}
COMPANY = {"answer.subject-kind": "company"}


@pytest.fixture
def item() -> HandlingVersion:
    return published_item(form=FORM, questions=(question(), question("agent", "self", "agent")))


def address(item: HandlingVersion) -> str:
    return f"/guide/{item.code}/form/"


def words_of(answer: Any) -> str:
    page = re.sub(r"<(script|style)(.|\n)*?</\1>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def filled(**more: Any) -> dict[str, Any]:
    return {**COMPANY, "field-name": "安宁", "field-id": BORN, "field-company": "安澜茶社"} | more


def test_only_the_question_that_decides_what_the_form_asks_stands_before_it(
    client: Client, item: HandlingVersion
) -> None:
    page = client.get(address(item))

    assert page.status_code == 200
    assert "先答 1 个问题" in words_of(page)
    assert 'name="answer.subject-kind"' in page.content.decode()
    assert "answer.agent" not in page.content.decode()
    assert 'name="field-' not in page.content.decode()


def test_an_answer_shows_the_fields_it_asks_for_and_no_others(client: Client, item: HandlingVersion) -> None:
    alone, company = client.get(address(item), ALONE), client.get(address(item), COMPANY)

    assert re.findall(r'name="field-([a-z]+)"', alone.content.decode()) == ["name", "id", "trades", "trades"]
    fields = re.findall(r'name="field-([a-z]+)"', company.content.decode())
    assert fields == ["name", "id", "company", "trades", "trades"]
    assert "照居民身份证上的填。" in words_of(company)
    assert "no-store" in company.headers["Cache-Control"]


def test_a_filled_form_comes_back_as_pdf_and_nothing_of_it_is_kept(
    client: Client, item: HandlingVersion
) -> None:
    answer = client.post(address(item), filled(**{"field-trades": ["冷食", "热食"]}))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    printed = words_of_pdf(answer.content)
    for words in ("申请表", "安宁", BORN, "安澜茶社", "热食、冷食", "第1版"):
        assert words in printed, words
    assert not PrintedPaper.objects.exists()
    assert not PersonalList.objects.exists()
    assert not OutboxEvent.objects.filter(name__startswith="guidance").exists()


def test_what_is_wrong_is_said_beside_it_and_everything_typed_stays(
    client: Client, item: HandlingVersion
) -> None:
    answer = client.post(
        address(item), filled(**{"field-name": " ", "field-id": "123", "field-trades": ["热食"]})
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "姓名：请填写姓名" in words_of(answer)
    assert "公民身份号码：身份证号码应当是 18 位，现在是 3 位。" in words_of(answer)
    assert 'value="123"' in page
    assert 'value="安澜茶社"' in page
    assert re.search(r'value="热食"[^>]* checked', page)
    assert 'href="#id_field-id"' in page
    assert 'aria-invalid="true"' in page


def test_a_form_sent_before_the_deciding_question_is_answered_asks_it_first(
    client: Client, item: HandlingVersion
) -> None:
    answer = client.post(address(item), {"field-name": "安宁"})

    assert answer.status_code == 422
    assert "先答 1 个问题" in words_of(answer)


def test_markup_that_is_typed_stays_text(client: Client, item: HandlingVersion) -> None:
    typed = '#"<script>alert(1)</script>'
    page = client.post(address(item), filled(**{"field-name": typed, "field-id": ""})).content.decode()
    assert "<script>alert(1)" not in page

    printed = client.post(address(item), filled(**{"field-name": typed}))
    assert "<script>alert(1)</script>" in words_of_pdf(printed.content)


def test_an_item_without_a_form_says_so(client: Client) -> None:
    plain = published_item()

    assert client.get(address(plain)).status_code == 404
    assert "在网上填申请表" not in words_of(client.get(f"/guide/{plain.code}/"))


def test_the_guide_leads_to_the_form_under_the_answers_given(client: Client, item: HandlingVersion) -> None:
    guide = client.get(f"/guide/{item.code}/", COMPANY).content.decode()

    assert f'href="{address(item)}?answer.subject-kind=company"' in guide


def test_too_many_forms_from_one_place_are_refused_with_what_was_typed(
    client: Client, item: HandlingVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "FORMS_PER_SOURCE", 0)
    answer = client.post(address(item), filled())

    assert answer.status_code == 429
    assert 'value="安澜茶社"' in answer.content.decode()


def test_the_form_of_a_draft_is_seen_by_its_department_only(client: Client, item: HandlingVersion) -> None:
    preview = reverse("guidance:draft-form-preview", args=[item.code])
    assert client.get(preview).status_code in (302, 401)
    for organisation_id, status in ((OrganisationFactory.create().id, 403), (item.organisation_id, 200)):
        user = UserFactory.create()
        PostFactory.create(role=Role.CATALOGUE_EDITOR.value, user=user, organisation_id=organisation_id)
        client.force_login(user)
        client.post(reverse("catalogue:draft", args=[item.code]))
        if status == 403:
            assert client.get(preview).status_code in (403, 404)
    page = client.get(preview, COMPANY)
    assert page.status_code == 200
    assert "申请表预览" in words_of(page)
    assert "生成 PDF" not in words_of(page)
    assert client.post(preview, filled()).status_code == 405
