"""The field library: defined, changed, imported; form lists, what their names mean; what is asked twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from config.env import ROOT
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.errors import DomainError
from yichuang.kernel.grants import append_only_tables
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import FieldInvalid, FieldRevised, FieldUnknown, FileUnreadable
from yichuang.offer.catalogue.queries import forms
from yichuang.offer.catalogue.tests import county
from yichuang.offer.catalogue.tests.breaking import added, refuses
from yichuang.offer.catalogue.tests.desk import Desk, make_desk
from yichuang.offer.catalogue.tests.factories import AT, published_item
from yichuang.offer.catalogue.tests.test_import_product import DOCUMENT
from yichuang.offer.catalogue.types import FormField
from yichuang.offer.catalogue.types.forms import AskedTwice, FieldFacts, FieldType, Sensitivity

pytestmark = pytest.mark.django_db

NAME = FieldFacts("姓名", sensitivity=Sensitivity.PERSONAL, aliases=("申请人姓名",))
SEX = FieldFacts("性别", FieldType.CHOICE, options=("男", "女"), element="GB/T 2261.1")
REAL = county.given_forms()
LISTS = [
    {"form_title": "甲表", "fields": ["姓名：", "*申请人姓名", "职业"], "uploads": ["证"], "item_id": "A-1"},
    {"form_title": "乙表", "fields": ["职业", "性别", "籍贯"]},
]  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def define(desk: Desk, code: str = "name", facts: FieldFacts = NAME) -> None:
    services.define_field(code=code, facts=facts, actor=desk.reviewer, at=AT)


def as_file(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def kept() -> tuple[int, int, int]:
    audited = AuditEntry.objects.filter(stream="form-field").count()
    return models.FieldDefinition.objects.count(), models.ImportedFormList.objects.count(), audited


# — defining —


def test_a_field_is_defined_once_and_changed_definition_by_definition(desk: Desk) -> None:
    define(desk)
    define(desk, "sex", SEX)
    changed = replace(NAME, longest=50)
    services.change_field(code="name", facts=changed, number=1, actor=desk.reviewer, at=AT)

    assert [(field.code, field.facts, field.number) for field in forms.library()] == [
        ("name", changed, 2),
        ("sex", SEX, 1),
    ]
    assert forms.field_of("name").facts == changed
    assert kept() == (3, 0, 3)


def test_a_change_that_changes_nothing_leaves_no_definition(desk: Desk) -> None:
    define(desk)
    services.change_field(code="name", facts=NAME, number=1, actor=desk.reviewer, at=AT)

    assert kept() == (1, 0, 1)


@pytest.mark.parametrize(
    ("act", "refusal", "words"),
    [
        (lambda desk: define(desk), FieldInvalid, "代码“name”已经有字段用了"),
        (lambda desk: define(desk, "Name", SEX), FieldInvalid, "字段代码用小写字母开头"),
        (lambda desk: define(desk, "sex", replace(SEX, options=("男",))), FieldInvalid, "2 到 100 个选项"),
        (
            lambda desk: define(desk, "other", FieldFacts("申请人 姓名")),
            FieldInvalid,
            "“申请人 姓名”已经是字段“姓名”的叫法",
        ),
        (
            lambda desk: define(desk, "other", FieldFacts("别名", aliases=("姓名：",))),
            FieldInvalid,
            "“姓名：”已经是字段“姓名”的叫法",
        ),
        (
            lambda desk: services.change_field(code="name", facts=SEX, number=7, actor=desk.reviewer, at=AT),
            FieldRevised,
            "“姓名”刚被别人改过",
        ),
        (
            lambda desk: services.change_field(code="ghost", facts=SEX, number=1, actor=desk.reviewer, at=AT),
            FieldUnknown,
            "表单字段库里没有“ghost”",
        ),
    ],
    ids=["taken", "code", "options", "name", "alias", "revised", "unknown"],
)
def test_what_is_refused_changes_nothing(
    desk: Desk, act: Callable[[Desk], None], refusal: type[DomainError], words: str
) -> None:
    define(desk)
    before = kept()

    with pytest.raises(refusal, match=words):
        act(desk)
    assert kept() == before


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("editor", NotYourRole),
        ("head", NotYourRole),
        ("other-editor", NotYourRole),
        ("clerk", NotYourRole),
        ("supervisor", NotYourRole),
        ("far-reviewer", NotYourPlace),
    ],
)
def test_only_the_bureau_of_this_region_keeps_the_library(
    desk: Desk, who: str, refusal: type[DomainError]
) -> None:
    define(desk)
    actor = {**desk.strangers, "editor": desk.editor, "head": desk.head}[who]

    with pytest.raises(refusal):
        services.define_field(code="sex", facts=SEX, actor=actor, at=AT)
    with pytest.raises(refusal):
        services.change_field(code="name", facts=SEX, number=1, actor=actor, at=AT)
    assert kept() == (1, 0, 1)


# — what the database itself refuses —


@pytest.mark.parametrize(
    ("constraint", "broken"),
    [
        ("field_definition_number_once", {}),
        ("field_definitions_count_from_one", {"number": 0}),
        ("field_code_fits_a_schema", {"code": "Ä"}),
        ("field_definition_has_a_name", {"code": "free", "name": ""}),
        ("field_definition_type_is_known", {"code": "free", "type": "riddle"}),
        ("field_definition_sensitivity_is_known", {"code": "free", "sensitivity": "secret"}),
    ],
    ids=range(6),
)
def test_a_definition_cannot_break_its_rules(desk: Desk, constraint: str, broken: dict[str, Any]) -> None:
    define(desk)

    refuses(constraint, added(models.FieldDefinition.objects.get(), **broken))


@pytest.mark.parametrize(
    ("constraint", "broken"),
    [
        ("form_list_has_a_title", {"digest": "0" * 64, "title": ""}),
        ("form_list_has_fields", {"digest": "0" * 64, "fields": []}),
        ("form_list_digest_is_hexadecimal", {"digest": "x"}),
    ],
    ids=range(3),
)
def test_a_form_list_cannot_break_its_rules(constraint: str, broken: dict[str, Any]) -> None:
    services.import_form_lists(content=as_file(LISTS[:1]), at=AT)

    refuses(constraint, added(models.ImportedFormList.objects.get(), **broken))


def test_definitions_and_lists_are_only_added_to() -> None:
    kept_for_good = {"catalogue_fielddefinition", "catalogue_importedformlist"}

    assert kept_for_good <= set(append_only_tables())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_define_one_code_at_once_the_second_is_refused() -> None:
    desk = make_desk()

    def one(facts: FieldFacts) -> str:
        try:
            define(desk, "once", facts)
        except FieldInvalid as refusal:
            return refusal.detail
        finally:
            connection.close()
        return "defined"

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(one, [FieldFacts("甲"), FieldFacts("乙")]))

    assert said == ["defined", "代码“once”已经有字段用了"]
    assert models.FieldDefinition.objects.filter(code="once").count() == 1


# — files —


def test_a_library_file_adds_what_is_new_and_leaves_what_is_known(desk: Desk) -> None:
    define(desk)
    document = {
        "format": "yichuang-form-fields",
        "fields": [
            {"code": "name", "name": "另一个名字", "type": "text", "sensitivity": "ordinary"},
            {
                "code": "sex",
                "name": "性别",
                "type": "choice",
                "sensitivity": "personal",
                "options": ["男", "女"],
            },
        ],
    }

    assert services.import_fields(content=as_file(document), at=AT, dry_run=True) == 1
    assert kept() == (1, 0, 1)
    assert services.import_fields(content=as_file(document), at=AT) == 1
    assert services.import_fields(content=as_file(document), at=AT) == 0
    assert forms.field_of("name").facts == NAME
    assert forms.field_of("sex").facts.options == ("男", "女")


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ({"fields": []}, FileUnreadable),
        ({"format": "yichuang-form-fields", "fields": [{"code": "A", "name": "x"}]}, FieldInvalid),
        ({"format": "yichuang-form-fields", "fields": [{"code": "a"}]}, FieldInvalid),
        (
            {"format": "yichuang-form-fields", "fields": [{"code": "a", "name": "x", "is": 1}]},
            FieldInvalid,
        ),
        ({"format": "yichuang-form-fields", "fields": [{"code": "a", "name": "x"}] * 2}, FieldInvalid),
        (
            {
                "format": "yichuang-form-fields",
                "fields": [{"code": "a", "name": "x"}, {"code": "b", "name": "X："}],
            },
            FieldInvalid,
        ),
    ],
    ids=["format", "code", "name", "key", "twice", "same-name"],
)
def test_a_library_file_with_a_fault_changes_nothing(document: Any, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        services.import_fields(content=as_file(document), at=AT)
    assert kept() == (0, 0, 0)


def test_names_of_a_form_list_mean_fields_of_the_library_and_the_rest_is_proposed(desk: Desk) -> None:
    define(desk)
    tried = services.import_form_lists(content=as_file(LISTS), at=AT, dry_run=True)
    assert (kept()[1], tried.added) == (0, 2)

    report = services.import_form_lists(content=as_file(LISTS), at=AT)
    assert (report.lists, report.added, report.names, report.known) == (2, 2, 6, 2)
    assert report.proposals == {"职业": 2, "性别": 1, "籍贯": 1}
    assert services.import_form_lists(content=as_file(LISTS), at=AT).added == 0

    lists = forms.form_lists()
    assert [view.title for view in lists] == ["乙表", "甲表"]
    assert lists[1].unknown == ("职业",)
    assert forms.proposals(lists) == (("职业", 2), ("性别", 1), ("籍贯", 1))
    define(desk, "sex", SEX)
    assert forms.proposals(forms.form_lists()) == (("职业", 2), ("籍贯", 1))


@pytest.mark.parametrize(
    "document",
    [[{"form_title": "表"}], [{"fields": ["姓名"]}], [{"form_title": "表", "fields": ["字" * 101]}], [7]],
    ids=["no-fields", "no-title", "long", "number"],
)
def test_a_list_with_a_fault_is_named_and_nothing_is_kept(document: Any) -> None:
    report = services.import_form_lists(content=as_file([*LISTS, *document]), at=AT)

    assert report.faults[0][0].startswith("/2")
    assert kept() == (0, 0, 0)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"7", "表".encode("gb18030")])
def test_a_file_that_is_no_list_of_forms_is_refused(content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        services.import_form_lists(content=content, at=AT)


def test_the_command_takes_both_kinds_of_files(tmp_path: Path) -> None:
    out, library, lists = StringIO(), tmp_path / "library.json", tmp_path / "lists.json"
    library.write_bytes(
        as_file({"format": "yichuang-form-fields", "fields": [{"code": "a", "name": "职业"}]})
    )
    lists.write_bytes(as_file(LISTS))

    call_command("catalogue_forms_import", str(library), stdout=out)
    call_command("catalogue_forms_import", str(lists), "--json", stdout=out)

    first, second = out.getvalue().splitlines()
    assert first == "新增字段 1 个"
    assert json.loads(second)["known"] == 2
    lists.write_bytes(b'[{"form_title": "x"}]')
    with pytest.raises(SystemExit, match="1"):
        call_command("catalogue_forms_import", str(lists), stdout=out)


@pytest.mark.skipif(REAL is None, reason="the lists of real forms are not beside the checkout")
def test_the_39_real_form_lists_load_and_the_sample_library_knows_most_of_their_names() -> None:
    services.import_fields(content=(ROOT / "data" / "anlan" / "form-fields.json").read_bytes(), at=AT)

    assert REAL is not None
    report = services.import_form_lists(content=REAL, at=AT)

    assert (report.lists, report.added, report.faults) == (39, 39, ())
    assert len(forms.form_lists()) == 39
    assert report.names == sum(len(view.found) for view in forms.form_lists())
    assert report.known / report.names > 0.9
    assert set(report.proposals) == {name for name, _times in forms.proposals(forms.form_lists())}


# — asked twice —


def test_the_report_finds_what_is_asked_twice_and_what_government_has(desk: Desk) -> None:
    name, sex = FormField("name", "name", NAME), FormField("sex", "sex", SEX)
    held = replace(NAME, held_by="resident-id", held_as="居民身份证")
    again = FormField("name-2", "name", NAME, label="联系人")
    first = published_item(organisation_id=desk.owner.id, form=(name, again, sex), themes=("户籍办理",))
    second = published_item(organisation_id=desk.owner.id, form=(sex,), themes=("证件办理",))
    other = published_item(
        organisation_id=OrganisationFactory.create(name="公安局").id,
        form=(FormField("name", "name", held),),
        themes=("户籍办理",),
    )
    published_item(organisation_id=desk.owner.id)

    found = forms.asked_twice(legal_date(AT))

    both = ((first.code, first.name), (second.code, second.name))
    assert [(one.kind, one.field, one.where, one.times) for one in found] == [
        (AskedTwice.WITHIN, "name", first.name, 2),
        (AskedTwice.DEPARTMENT, "sex", "交通运输局", 2),
        (AskedTwice.THEME, "name", "户籍办理", 2),
        (AskedTwice.HELD, "name", other.name, 1),
    ]
    assert found[1].items == tuple(sorted(both))
    assert found[3].held_as == "居民身份证"


def test_the_library_says_which_items_ask_for_a_field(desk: Desk) -> None:
    define(desk)
    define(desk, "sex", SEX)
    item = published_item(form=(FormField("n", "name", NAME), FormField("m", "name", NAME)))

    used = forms.library_in_use(legal_date(AT))

    assert [(one.field.code, one.items) for one in used] == [("name", ((item.code, item.name),)), ("sex", ())]


# — items of a file —


def test_an_import_makes_forms_of_library_fields_and_records_what_the_file_defines() -> None:
    OrganisationFactory.create(code="JTJ", name="交通运输局")
    known = {"code": "name", "name": "姓名", "hint": "库里的"}
    services.import_fields(content=as_file({"format": "yichuang-form-fields", "fields": [known]}), at=AT)
    document = deepcopy(DOCUMENT)
    document["form_fields"] = [
        {"code": "name", "name": "姓名"},
        {"code": "reason", "name": "理由", "type": "long-text"},
    ]
    first = document["items"][0]["handling_items"][0]
    first["form"] = [{"field": "name", "section": "申请人"}, {"field": "reason", "required": False}]

    report = services.import_catalogue(content=as_file(document), region_code="990101", at=AT)

    assert report.lines[0].reasons == ()
    made = queries.published_version(first["code"], legal_date(AT))
    assert [(field.code, field.facts.hint, field.section, field.required) for field in made.form] == [
        ("name", "库里的", "申请人", True),
        ("reason", "", "", False),
    ]
    assert [field.code for field in forms.library()] == ["name", "reason"]
    again = services.import_catalogue(content=as_file(document), region_code="990101", at=AT)
    assert again.lines[0].outcome.value == "unchanged"


def test_a_form_of_a_field_nobody_defined_is_refused_with_its_place() -> None:
    OrganisationFactory.create(code="JTJ", name="交通运输局")
    document = deepcopy(DOCUMENT)
    document["items"][0]["handling_items"][0]["form"] = [{"field": "ghost"}]

    report = services.import_catalogue(content=as_file(document), region_code="990101", at=AT)

    assert [reason.pointer for reason in report.lines[0].reasons] == ["/form/0/field"]
    assert "表单字段库里没有“ghost”" in report.lines[0].reasons[0].detail


@pytest.mark.parametrize("name", ["public-security", "human-resources"])
def test_what_the_samples_items_define_is_what_its_library_says(name: str) -> None:
    library = json.loads((ROOT / "data" / "anlan" / "form-fields.json").read_text(encoding="utf-8"))["fields"]
    items = json.loads((ROOT / "data" / "anlan" / "items" / f"{name}.json").read_text(encoding="utf-8"))

    known = {field["code"]: field for field in library}
    assert [known[field["code"]] for field in items["form_fields"]] == items["form_fields"]
