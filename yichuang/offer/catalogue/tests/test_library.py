"""The materials library (材料库): taken in from lists in force, kept, merged with a preview, undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.documents import services as storing_files
from yichuang.foundation.documents.types import PreparedFile
from yichuang.foundation.places.models import Region
from yichuang.kernel.errors import DomainError
from yichuang.kernel.grants import append_only_tables
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.tests.fingerprint import unchanged
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import (
    LibraryInputWrong,
    MaterialTypeChanged,
    MaterialTypeUnknown,
    MergerNotPossible,
    MergerNotUndoable,
)
from yichuang.offer.catalogue.queries import library
from yichuang.offer.catalogue.tests.breaking import refuses
from yichuang.offer.catalogue.tests.desk import TODAY, Desk, draft, item, make_desk, person
from yichuang.offer.catalogue.tests.factories import AT, content, material
from yichuang.offer.catalogue.types.editing import AddMaterial, MaterialFacts
from yichuang.offer.catalogue.types.library import (
    Likeness,
    MaterialTypeFacts,
    MaterialTypeLine,
    MergeInput,
    Supply,
)

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def supervisor(desk: Desk) -> Actor:
    return person("督一", Role.SUPERVISOR, Region.objects.get(code="990101"))


def two_items(desk: Desk) -> None:
    """One item asks for a 户口簿, the other for a 居民户口簿 that is shared already."""
    item(desk, materials=(material("m01", name="户口簿", issuer="公安局"), material("m02", name="申请表")))
    shared = material("m01", name="居民户口簿", issuer="公安机关", share_source="household")
    item(desk, materials=(shared, material("m02", name="申请表")))
    services.collect_material_types(at=AT)


def lines() -> dict[str, MaterialTypeLine]:
    return {line.name: line for line in library.library(TODAY)}


def merge(
    desk: Desk, merged: str, into: str, *, take: set[str] | None = None, by: Actor | None = None
) -> UUID:
    found = lines()
    decided = MergeInput(frozenset(take or ()), found[merged].revision, found[into].revision, "同一种证件")
    return services.merge_material_types(
        merged_id=found[merged].id, into_id=found[into].id, decided=decided, at=AT, by=by or desk.reviewer
    )


def actions() -> list[str]:
    rows = AuditEntry.objects.filter(stream="material-type").order_by("id")
    return list(rows.values_list("action", flat=True))


# — taken in (CAT-08: what the government already has) —


def test_the_names_of_lists_in_force_are_taken_in_once(desk: Desk) -> None:
    """LIB-02"""
    two_items(desk)

    found = lines()
    assert {name: line.items for name, line in found.items()} == {"申请表": 2, "户口簿": 1, "居民户口簿": 1}
    assert found["居民户口簿"].facts == MaterialTypeFacts(issuer="公安机关", register="household")
    assert found["居民户口簿"].facts.supply is Supply.REGISTER
    assert found["户口簿"].facts.supply is Supply.NONE
    with unchanged():
        assert services.collect_material_types(at=AT) == 0


def test_a_draft_asks_for_nothing_yet(desk: Desk) -> None:
    draft(desk, content(materials=(material("m01", name="只在草稿里"),)))

    assert library.unlisted(TODAY) == ()
    assert services.collect_material_types(at=AT) == 0


def test_what_is_not_taken_in_yet_is_named(desk: Desk) -> None:
    item(desk, materials=(material("m01", name="新材料"),))

    assert library.unlisted(TODAY) == ("新材料",)
    assert services.collect_material_types(at=AT) == 1
    assert library.unlisted(TODAY) == ()


def test_the_library_takes_two_statements(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    two_items(desk)

    with django_assert_num_queries(2):
        library.library(TODAY)


# — kept —


def change(by: Actor, name: str = "户口簿", **values: Any) -> int:
    line = lines()[name]
    revision = values.pop("revision", line.revision)
    return services.change_material_type(
        type_id=line.id, facts=MaterialTypeFacts(**values), revision=revision, at=AT, by=by
    )


def test_an_entry_is_changed_and_audited(desk: Desk) -> None:
    two_items(desk)

    assert change(desk.reviewer, issuer="公安机关", register="household", aliases=("户口本",)) == 2

    line = lines()["户口簿"]
    assert (line.facts.issuer, line.facts.aliases, line.revision) == ("公安机关", ("户口本",), 2)
    [entry] = AuditEntry.objects.filter(stream="material-type")
    assert (entry.action, entry.actor) == ("changed", desk.reviewer.principal)
    with unchanged():
        assert change(desk.reviewer, issuer="公安机关", register="household", aliases=("户口本",)) == 2


def test_who_saw_an_older_entry_is_told(desk: Desk) -> None:
    two_items(desk)
    change(desk.reviewer, note="一")

    with unchanged(), pytest.raises(MaterialTypeChanged):
        change(desk.second_reviewer, note="二", revision=1)


def test_an_entry_that_says_too_much_is_refused(desk: Desk) -> None:
    two_items(desk)

    with unchanged(), pytest.raises(LibraryInputWrong) as refusal:
        change(desk.reviewer, issuer="字" * 301)
    assert [error.pointer for error in refusal.value.errors] == ["/issuer"]


# — files and pictures —


def prepared(payload: bytes = PNG, name: str = "圈出要看的地方.png") -> PreparedFile:
    return storing_files.prepare_file(content=payload, name=name)


def test_a_point_has_a_picture(desk: Desk) -> None:
    two_items(desk)
    line = lines()["居民户口簿"]

    point_id = services.add_material_point(
        type_id=line.id, text="有公安机关的印章", how="看首页", picture=prepared(), at=AT, by=desk.reviewer
    )

    [point] = library.type_page(line.id, TODAY).points
    assert (point.id, point.text, point.how) == (point_id, "有公安机关的印章", "看首页")
    assert point.picture_file_id is not None
    assert library.has_file(line.id, point.picture_file_id)
    assert not library.has_file(lines()["申请表"].id, point.picture_file_id)

    services.remove_material_point(point_id=point_id, at=AT, by=desk.reviewer)
    assert library.type_page(line.id, TODAY).points == ()
    assert actions() == ["point-added", "point-removed"]


def test_a_picture_is_a_picture_and_a_point_stands_once(desk: Desk) -> None:
    two_items(desk)
    type_id = lines()["居民户口簿"].id
    services.add_material_point(type_id=type_id, text="在有效期内", at=AT, by=desk.reviewer)

    for text, file, pointer in (
        ("姓名一致", prepared(PDF, "a.pdf"), "/picture"),
        ("在有效期内 ", None, "/text"),
        (" ", None, "/text"),
    ):
        with unchanged(), pytest.raises(LibraryInputWrong) as refusal:
            services.add_material_point(type_id=type_id, text=text, picture=file, at=AT, by=desk.reviewer)
        assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_a_sample_is_shown_until_another_takes_its_place(desk: Desk) -> None:
    two_items(desk)
    type_id = lines()["申请表"].id
    shown = []
    for name in ("一.pdf", "二.pdf"):
        services.attach_material_file(
            type_id=type_id, use="sample", prepared=prepared(PDF, name), at=AT, by=desk.reviewer
        )
        shown.append(lines()["申请表"].facts.sample_file_id)

    first, second = shown
    assert first is not None
    assert second is not None
    assert first != second
    assert library.has_file(type_id, second)
    assert not library.has_file(type_id, first)


# — merged —


def test_the_preview_shows_what_is_affected_and_changes_nothing(desk: Desk) -> None:
    two_items(desk)
    draft(desk, content(name="户籍材料的草稿", materials=(material("m01", name="户口簿"),)))
    found = lines()

    with unchanged():
        preview = library.merge_preview(found["户口簿"].id, found["居民户口簿"].id, TODAY)

    assert [demand.name for demand in preview.merged.demands] == ["户口簿"]
    assert [(one.name, one.merged, one.into) for one in preview.differences] == [
        ("issuer", "公安局", "公安机关")
    ]
    assert preview.drafts == ("户籍材料的草稿",)


def test_merged_names_are_one_type_and_no_list_changes(desk: Desk) -> None:
    two_items(desk)
    stood = [list(rows.objects.order_by("pk").values()) for rows in
             (models.HandlingVersion, models.MaterialRequirement, models.ReviewPoint)]  # fmt: skip

    merge(desk, "户口簿", "居民户口簿", take={"issuer"})

    line = lines()["居民户口簿"]
    assert (line.items, line.former, line.facts.issuer) == (2, ("户口簿",), "公安局")
    assert sorted(demand.name for demand in line.demands) == ["居民户口簿", "户口簿"]
    assert "户口簿" not in lines()
    standing = library.standing_type("户 口 簿")
    assert standing is not None
    assert standing.name == "居民户口簿"
    assert library.standing_type("没有的") is None
    assert stood == [list(rows.objects.order_by("pk").values()) for rows in
                     (models.HandlingVersion, models.MaterialRequirement, models.ReviewPoint)]  # fmt: skip
    assert actions() == ["merged"]
    gone = models.MaterialType.objects.get(name="户口簿")
    assert library.type_page(gone.id, TODAY).successor == (line.id, "居民户口簿")


def test_a_chain_of_mergers_leads_to_the_last(desk: Desk) -> None:
    two_items(desk)
    merge(desk, "户口簿", "居民户口簿")
    merge(desk, "居民户口簿", "申请表")

    [line] = library.library(TODAY)
    assert (line.name, line.items, line.former) == ("申请表", 2, ("居民户口簿", "户口簿"))
    standing = library.standing_type("户口簿")
    assert standing is not None
    assert standing.name == "申请表"


def test_a_new_draft_asks_for_what_stands(desk: Desk) -> None:
    """What is added is called as the library calls it now; what stood in the list before stays."""
    two_items(desk)
    merge(desk, "户口簿", "居民户口簿")
    version = next(row for row in lines()["居民户口簿"].demands if row.name == "户口簿")
    revision = services.open_draft(code=version.code, actor=desk.editor, at=AT)

    for name in ("户 口 簿", "居民户口簿", "另一份材料"):
        revision = services.edit_draft(
            code=version.code,
            edit=AddMaterial(MaterialFacts(name)),
            revision=revision,
            actor=desk.editor,
            at=AT,
        )

    row = models.HandlingVersion.objects.get(code=version.code, status="draft")
    assert [(m.name, m.issuer) for m in queries.version(row.id).materials] == [
        ("户口簿", "公安局"),
        ("申请表", None),
        ("居民户口簿", "公安机关"),
        ("居民户口簿", "公安机关"),
        ("另一份材料", None),
    ]


def test_points_of_both_are_shown(desk: Desk) -> None:
    two_items(desk)
    for name, text in (("户口簿", "有印章"), ("居民户口簿", "在有效期内"), ("户口簿", "在有效期内")):
        services.add_material_point(type_id=lines()[name].id, text=text, at=AT, by=desk.reviewer)
    merge(desk, "户口簿", "居民户口簿")

    page = library.type_page(lines()["居民户口簿"].id, TODAY)
    assert [point.text for point in page.points] == ["在有效期内", "有印章"]


def test_what_has_gone_is_not_merged_again_or_changed(desk: Desk) -> None:
    two_items(desk)
    merged = lines()["户口簿"]
    merge(desk, "户口簿", "居民户口簿")
    into = lines()["居民户口簿"]
    decided = MergeInput(frozenset(), 2, into.revision, "再合并一次")

    with unchanged():
        with pytest.raises(MergerNotPossible, match="“户口簿”已经并入“居民户口簿”"):
            services.merge_material_types(
                merged_id=merged.id, into_id=into.id, decided=decided, at=AT, by=desk.reviewer
            )
        with pytest.raises(MergerNotPossible, match="已经并入"):
            services.merge_material_types(
                merged_id=into.id, into_id=merged.id, decided=decided, at=AT, by=desk.reviewer
            )
        with pytest.raises(MergerNotPossible, match="同一种"):
            services.merge_material_types(
                merged_id=into.id, into_id=into.id, decided=decided, at=AT, by=desk.reviewer
            )
        with pytest.raises(MergerNotPossible, match="已经并入"):
            services.change_material_type(
                type_id=merged.id, facts=MaterialTypeFacts(), revision=2, at=AT, by=desk.reviewer
            )


@pytest.mark.parametrize("wrong", ["merged_revision", "into_revision"])
def test_a_merger_is_of_what_the_preview_showed(desk: Desk, wrong: str) -> None:
    two_items(desk)
    found = lines()
    decided = replace(MergeInput(frozenset(), 1, 1, "同一种证件"), **{wrong: 9})

    with unchanged(), pytest.raises(MaterialTypeChanged):
        services.merge_material_types(
            merged_id=found["户口簿"].id,
            into_id=found["居民户口簿"].id,
            decided=decided,
            at=AT,
            by=desk.reviewer,
        )


def test_a_merger_needs_a_reason_and_takes_only_what_was_offered(desk: Desk) -> None:
    two_items(desk)
    ids = {"merged_id": lines()["户口簿"].id, "into_id": lines()["居民户口簿"].id}

    for decided in (
        MergeInput(frozenset(), 1, 1, " 同 "),
        MergeInput(frozenset({"register"}), 1, 1, "同一种证件"),
    ):
        with unchanged(), pytest.raises(LibraryInputWrong):
            services.merge_material_types(**ids, decided=decided, at=AT, by=desk.reviewer)
    with unchanged(), pytest.raises(MaterialTypeUnknown):
        services.merge_material_types(
            merged_id=new_id(), into_id=ids["into_id"], decided=MergeInput(frozenset(), 1, 1, "同一种证件"),
            at=AT, by=desk.reviewer,
        )  # fmt: skip


def test_duplicates_are_found_in_the_library_and_gone_once_merged(desk: Desk) -> None:
    two_items(desk)
    found = lines()

    [candidate] = library.duplicates(tuple(found.values()))
    assert (candidate.other_id, candidate.keeper_id) == (found["户口簿"].id, found["居民户口簿"].id)
    assert candidate.likeness is Likeness.ALIAS

    merge(desk, "户口簿", "居民户口簿")
    assert library.duplicates(library.library(TODAY)) == ()


# — undone —


def test_a_supervisor_takes_a_merger_back(desk: Desk, supervisor: Actor) -> None:
    two_items(desk)
    before = {name: line.facts for name, line in lines().items()}
    merger_id = merge(desk, "户口簿", "居民户口簿", take={"issuer"})

    services.undo_material_merger(merger_id=merger_id, reason="不是同一种", at=AT, by=supervisor)

    assert {name: line.facts for name, line in lines().items()} == before
    assert lines()["户口簿"].items == 1
    [merger] = library.mergers_of([lines()["户口簿"].id])
    assert (merger.undone_reason, merger.undone_by_name) == ("不是同一种", "督一")
    assert actions() == ["merged", "merger-undone"]
    with unchanged(), pytest.raises(MergerNotUndoable, match="已经撤销"):
        services.undo_material_merger(merger_id=merger_id, reason="不是同一种", at=AT, by=supervisor)
    merge(desk, "户口簿", "居民户口簿")  # it may be merged again


def test_undoing_leaves_alone_what_was_written_since(desk: Desk, supervisor: Actor) -> None:
    two_items(desk)
    merger_id = merge(desk, "户口簿", "居民户口簿", take={"issuer"})
    facts = lines()["居民户口簿"].facts
    change(desk.reviewer, "居民户口簿", issuer=facts.issuer, register="household", note="新写的")

    services.undo_material_merger(merger_id=merger_id, reason="不是同一种", at=AT, by=supervisor)

    assert lines()["居民户口簿"].facts == MaterialTypeFacts(
        issuer="公安机关", register="household", note="新写的"
    )


def test_what_the_merger_decided_and_somebody_changed_is_a_conflict(desk: Desk, supervisor: Actor) -> None:
    two_items(desk)
    merger_id = merge(desk, "户口簿", "居民户口簿", take={"issuer"})
    change(desk.reviewer, "居民户口簿", issuer="县公安局", register="household")

    with unchanged(), pytest.raises(MergerNotUndoable, match="出具机构在合并以后又改过"):
        services.undo_material_merger(merger_id=merger_id, reason="不是同一种", at=AT, by=supervisor)


def test_of_a_chain_the_last_merger_is_undone_first(desk: Desk, supervisor: Actor) -> None:
    two_items(desk)
    first = merge(desk, "户口簿", "居民户口簿")
    second = merge(desk, "居民户口簿", "申请表")

    with unchanged(), pytest.raises(MergerNotUndoable, match="请先撤销那一次合并"):
        services.undo_material_merger(merger_id=first, reason="不是同一种", at=AT, by=supervisor)
    for merger_id in (second, first):
        services.undo_material_merger(merger_id=merger_id, reason="不是同一种", at=AT, by=supervisor)
    assert set(lines()) == {"户口簿", "居民户口簿", "申请表"}


# — who may —


@pytest.mark.parametrize(
    "who", ["editor", "head", "other-editor", "far-reviewer", "officer", "clerk", "supervisor"]
)
def test_only_the_service_bureau_keeps_the_library(desk: Desk, who: str) -> None:
    two_items(desk)
    actor = desk.strangers.get(who) or getattr(desk, who)
    refused: type[DomainError] = NotYourPlace if who == "far-reviewer" else NotYourRole
    type_id = lines()["户口簿"].id
    services.add_material_point(type_id=type_id, text="有印章", at=AT, by=desk.reviewer)
    [point] = library.type_page(type_id, TODAY).points
    file = prepared(PDF, "a.pdf")

    with unchanged():
        for act in (
            lambda: change(actor, note="改"),
            lambda: merge(desk, "户口簿", "居民户口簿", by=actor),
            lambda: services.add_material_point(type_id=type_id, text="新的", at=AT, by=actor),
            lambda: services.remove_material_point(point_id=point.id, at=AT, by=actor),
            lambda: services.attach_material_file(
                type_id=type_id, use="blank", prepared=file, at=AT, by=actor
            ),
        ):
            with pytest.raises(refused):
                act()


def test_only_a_supervisor_of_the_place_takes_a_merger_back(desk: Desk) -> None:
    two_items(desk)
    merger_id = merge(desk, "户口簿", "居民户口簿")
    far = person("远督", Role.SUPERVISOR, Region.objects.get(code="990102"))

    for actor, refused in ((desk.reviewer, NotYourRole), (desk.head, NotYourRole), (far, NotYourPlace)):
        with unchanged(), pytest.raises(refused):
            services.undo_material_merger(merger_id=merger_id, reason="不是同一种", at=AT, by=actor)


# — what the database itself refuses —


def test_the_tables_refuse_what_the_services_never_write(desk: Desk) -> None:
    two_items(desk)
    merge(desk, "户口簿", "居民户口簿")
    row = models.MaterialType.objects.get(name="居民户口簿")
    rows = models.MaterialType.objects.filter(id=row.id)
    point = {"material_type": row, "text": "有印章"}
    models.MaterialTypePoint.objects.create(**point)
    said = {"before": {}, "after": {}, "made_at": AT, "made_by": "system"}

    refuses("material_type_has_a_name", lambda: rows.update(name=""))
    refuses("material_type_has_a_key", lambda: rows.update(key=""))
    refuses("material_type_is_not_merged_into_itself", lambda: rows.update(merged_into=row))
    refuses("catalogue_materialtype_key_key", lambda: rows.update(key="户口簿"))
    refuses("material_type_point_once_per_type", lambda: models.MaterialTypePoint.objects.create(**point))
    refuses(
        "material_type_point_says_something",
        lambda: models.MaterialTypePoint.objects.create(material_type=row, text=""),
    )
    other = models.MaterialType.objects.get(name="申请表")
    refuses(
        "material_merger_has_a_reason",
        lambda: models.MaterialMerger.objects.create(merged=row, into=other, reason="", **said),
    )
    refuses(
        "material_merger_is_of_two_types",
        lambda: models.MaterialMerger.objects.create(merged=row, into=row, reason="同一种", **said),
    )
    merger = models.MaterialMerger.objects.get()
    refuses(
        "undone_merger_has_a_reason",
        lambda: models.MaterialMergerUndone.objects.create(
            merger=merger, reason="", undone_at=AT, undone_by="system"
        ),
    )


def test_mergers_are_only_added_to() -> None:
    tables = {"catalogue_materialmerger", "catalogue_materialmergerundone"}

    assert tables <= set(append_only_tables())


def test_a_case_list_is_read_as_before(desk: Desk) -> None:
    """The version a case keeps says what it said, whatever the library makes of its names."""
    version = item(desk, materials=(material("m01", name="户口簿"), material("m02", name="居民户口簿")))
    services.collect_material_types(at=AT)
    digest = models.HandlingVersion.objects.get(id=version.id).digest
    merge(desk, "户口簿", "居民户口簿")

    assert models.HandlingVersion.objects.get(id=version.id).digest == digest
    assert queries.version(version.id) == version
    assert [m.name for m in queries.version(version.id).materials] == ["户口簿", "居民户口簿"]
