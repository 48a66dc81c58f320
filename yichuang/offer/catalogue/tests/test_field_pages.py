"""Pages of the field library and of a draft's form: defined, changed, proposed, repeated, edited, undone."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places.tests.factories import OrganisationFactory, RegionFactory
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.queries import forms
from yichuang.offer.catalogue.tests.factories import BY, published_item
from yichuang.offer.catalogue.types import Condition, FormField, HandlingVersion
from yichuang.offer.catalogue.types.forms import FieldFacts, FieldType, Sensitivity

pytestmark = pytest.mark.django_db

HELD = FieldFacts("姓名", held_by="resident-id", held_as="居民身份证")
LIBRARY = {
    "format": "yichuang-form-fields",
    "fields": [
        {"code": "name", "name": "姓名", "sensitivity": "personal", "aliases": ["申请人姓名"]},
        {"code": "company", "name": "企业名称", "element": "GB 32100 名称"},
    ],
}
LISTS = [{"form_title": "甲表", "fields": ["申请人姓名", "职业", "企业名称"]}]


@pytest.fixture(autouse=True)
def _library() -> None:
    services.import_fields(content=json.dumps(LIBRARY).encode(), at=now())
    services.import_form_lists(content=json.dumps(LISTS).encode(), at=now())


@pytest.fixture
def item() -> HandlingVersion:
    return published_item(form=(FormField("name", "name", HELD, section="申请人"),))


@pytest.fixture
def keeper(client: Client) -> Client:
    """Somebody of the service bureau of this region."""
    region = RegionFactory.create(code="990101")
    return signed_in(client, Role.CATALOGUE_REVIEWER, region=region)


@pytest.fixture
def editor(client: Client, item: HandlingVersion) -> Client:
    """An editor of the item's department, who has begun to change it."""
    signed_in(client, Role.CATALOGUE_EDITOR, organisation_id=item.organisation_id)
    assert client.post(reverse("catalogue:draft", args=[item.code])).status_code == 302
    return client


def signed_in(client: Client, role: Role, **place: Any) -> Client:
    user = UserFactory.create()
    PostFactory.create(role=role.value, user=user, **place)
    client.force_login(user)
    return client


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def typed(**more: str) -> dict[str, str]:
    return {"name": "性别", "code": "sex", "type": "choice", "sensitivity": "personal"} | more


# — the library —


def test_the_library_is_found_by_name_alias_and_element(keeper: Client, item: HandlingVersion) -> None:
    page = words_of(keeper.get("/catalogue/fields/"))
    assert "2 个 字段" in page
    assert "1 张表在用" in page
    assert "别的表单还有 1 个叫法没有对应的字段" in page

    for sought, name in (("申请人", "姓名"), ("32100", "企业名称"), ("COMPANY", "企业名称")):
        assert "1 个 字段" in words_of(keeper.get("/catalogue/fields/", {"q": sought})), name
    assert "没有符合条件的字段" in words_of(keeper.get("/catalogue/fields/", {"type": "date"}))
    assert "2 个 字段" in words_of(keeper.get("/catalogue/fields/", {"type": "ghost", "from": "x"}))


def test_a_field_is_defined_on_a_page_and_changed_there(keeper: Client) -> None:
    answer = keeper.post("/catalogue/fields/new/", typed(options="男\n女\n", element="GB/T 2261.1"))
    assert answer.status_code == 302
    assert forms.field_of("sex").facts == FieldFacts(
        "性别", FieldType.CHOICE, Sensitivity.PERSONAL, element="GB/T 2261.1", options=("男", "女")
    )

    page = keeper.get("/catalogue/fields/of/sex/").content.decode()
    assert 'name="seen" value="1"' in page
    change = typed(options="男\n女\n未说明", seen="1")
    assert keeper.post("/catalogue/fields/of/sex/", change).status_code == 302
    assert forms.field_of("sex").facts.options == ("男", "女", "未说明")
    late = keeper.post("/catalogue/fields/of/sex/", change | {"hint": "写错的"})
    assert late.status_code == 409
    assert "刚被别人改过" in words_of(late)
    assert "写错的" in late.content.decode()


def test_what_is_refused_stands_beside_its_field_and_stays(keeper: Client) -> None:
    answer = keeper.post("/catalogue/fields/new/", typed(options="男", hint="按身份证"))

    assert answer.status_code == 422
    assert "选择的字段要有 2 到 100 个选项" in words_of(answer)
    assert "按身份证" in answer.content.decode()
    assert models.FieldDefinition.objects.count() == 2
    empty = keeper.post("/catalogue/fields/new/", {})
    assert empty.status_code == 422
    assert "请写明字段名称" in words_of(empty)


def test_an_editor_reads_the_library_and_cannot_change_it(editor: Client) -> None:
    page = words_of(editor.get("/catalogue/fields/of/name/"))
    assert "字段代码 name" in page
    assert "修改定义" not in page
    for address in ("/catalogue/fields/new/", "/catalogue/fields/of/name/"):
        assert editor.post(address, typed(seen="1")).status_code == 403
    assert editor.get("/catalogue/fields/new/").status_code == 403
    assert models.FieldDefinition.objects.count() == 2


def test_a_keeper_of_another_region_and_strangers_are_refused(client: Client) -> None:
    assert client.get("/catalogue/fields/").status_code in (302, 401)
    signed_in(client, Role.CATALOGUE_REVIEWER, region=RegionFactory.create(code="990177"))
    assert client.post("/catalogue/fields/new/", typed(options="男\n女")).status_code == 403
    signed_in(client, Role.CLERK)
    for address in ("", "proposals/", "repeated/", "repeated/file/", "of/name/", "new/"):
        assert client.get(f"/catalogue/fields/{address}").status_code == 403, address
    assert models.FieldDefinition.objects.count() == 2


def test_a_proposal_leads_to_its_definition(keeper: Client) -> None:
    page = keeper.get("/catalogue/fields/proposals/")
    assert "1 个 叫法没有对应的字段" in words_of(page)
    [address] = re.findall(r'href="(/catalogue/fields/new/\?name=[^"]+)"', page.content.decode())

    assert 'value="职业"' in keeper.get(address).content.decode()


# — what is asked twice —


def test_the_report_is_filtered_by_its_address_and_taken_out_as_a_workbook(
    keeper: Client, item: HandlingVersion
) -> None:
    page = words_of(keeper.get("/catalogue/fields/repeated/"))
    assert "1 处 要填政府已经有的" in page
    assert "政府已有：居民身份证" in page
    assert "没有符合条件的重复填报" in words_of(keeper.get("/catalogue/fields/repeated/", {"kind": "within"}))
    assert item.name in words_of(keeper.get("/catalogue/fields/repeated/", {"where": item.name[:6]}))

    file = keeper.get("/catalogue/fields/repeated/file/", {"kind": "held"})
    rows = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["政府已经有，还要填", "姓名", item.name, 1.0, "居民身份证", item.name]
    assert len(rows) == 2


# — the form of a draft —


def form_of(item: HandlingVersion) -> list[tuple[str, str, str, bool]]:
    shown = queries.open_draft_of(item.code).version.form
    return [(field.code, field.title, field.section, field.required) for field in shown]


def save(editor: Client, item: HandlingVersion, tail: str, status: int = 302, **said: Any) -> Any:
    said.setdefault("revision", queries.open_draft_of(item.code).revision)
    answer = editor.post(f"/catalogue/items/{item.code}/draft/form/{tail}", said)
    assert answer.status_code == status, words_of(answer)
    return answer


def test_a_field_is_added_ordered_changed_removed_and_all_of_it_undone(
    editor: Client, item: HandlingVersion
) -> None:
    page = editor.get(f"/catalogue/items/{item.code}/draft/form/")
    assert "1 个 要填的字段" in words_of(page)

    save(editor, item, "new/", field="company", section="企业", **{"when-subject-kind": "company"})
    save(editor, item, "new/", field="name", section="申请人", label="联系人", required="on")
    assert form_of(item) == [
        ("name", "姓名", "申请人", True),
        ("name-2", "联系人", "申请人", True),
        ("company", "企业名称", "企业", False),
    ]
    added = queries.open_draft_of(item.code)
    assert added.version.form[2].applies_when == Condition.of({"subject-kind": ["company"]})
    assert added.revisions[0].words == "表单新增字段“联系人”"

    save(editor, item, "place-3/", step="up")
    save(editor, item, "facts/company/", section="企业", label="公司名称", required="on", hint="照执照填")
    assert form_of(item)[1] == ("company", "公司名称", "企业", True)
    save(editor, item, "place-1/", step="remove")
    assert [code for code, *_ in form_of(item)] == ["company", "name-2"]

    services.undo_edit(
        code=item.code,
        revision=queries.open_draft_of(item.code).revision,
        actor=_actor(item),
        at=now(),
    )
    assert [code for code, *_ in form_of(item)] == ["name", "company", "name-2"]


def _actor(item: HandlingVersion) -> Any:
    user = UserFactory.create()
    PostFactory.create(role=Role.CATALOGUE_EDITOR.value, user=user, organisation_id=item.organisation_id)
    return accounts.actor_of_user(user.id, now())


def test_the_fields_of_a_list_are_taken_once_under_the_names_they_have_there(
    editor: Client, item: HandlingVersion
) -> None:
    [view] = forms.form_lists()
    save(editor, item, "list/", form_list=str(view.id))
    save(editor, item, "list/", form_list=str(view.id))

    assert [(code, title) for code, title, *_ in form_of(item)] == [
        ("name", "姓名"),
        ("name-2", "申请人姓名"),
        ("company", "企业名称"),
    ]


def test_a_form_keeps_its_definition_until_the_editor_takes_the_new_one(
    editor: Client, item: HandlingVersion
) -> None:
    page = editor.get(f"/catalogue/items/{item.code}/draft/form/of/name/")
    assert "字段库后来改过这个字段的定义" in words_of(page)

    save(editor, item, "facts/name/", section="申请人", required="on", renew="on")
    renewed = queries.open_draft_of(item.code).version.form[0]
    assert renewed.facts == forms.field_of("name").facts
    assert queries.version(item.id).form[0].facts == HELD
    page = editor.get(f"/catalogue/items/{item.code}/draft/form/of/name/")
    assert "字段库后来改过" not in words_of(page)


def test_what_cannot_be_saved_stays_on_the_page(editor: Client, item: HandlingVersion) -> None:
    before = form_of(item)

    answer = save(editor, item, "new/", 422, section="申请人", label="写好的")
    assert "请选择字段" in words_of(answer)
    assert "写好的" in answer.content.decode()
    save(editor, item, "new/", 409, field="name", revision=99)
    assert editor.get(f"/catalogue/items/{item.code}/draft/form/of/ghost/").status_code == 404
    assert form_of(item) == before


def test_another_department_does_not_change_the_form(editor: Client, item: HandlingVersion) -> None:
    signed_in(editor, Role.CATALOGUE_EDITOR, organisation_id=OrganisationFactory.create().id)

    save(editor, item, "new/", 403, field="name")
    save(editor, item, "place-1/", 403, step="remove")
    assert len(form_of(item)) == 1


def test_a_published_form_says_what_changed_in_it(editor: Client, item: HandlingVersion) -> None:
    save(editor, item, "new/", field="company", required="on")
    draft = queries.open_draft_of(item.code).version
    services.publish_version(version_id=draft.id, valid_from=legal_date(now()), at=now(), by=BY)

    [change] = queries.differences(item, queries.version(draft.id))
    assert (change.topic.label, change.words) == ("申请表单", "表单新增字段“企业名称”")
