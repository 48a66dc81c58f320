"""The API of those who keep the catalogue: the same acts as the pages, once under a key, by whom they may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, get_args

import pytest
from django.db import transaction
from django.test import Client

from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.places import queries as places
from yichuang.kernel import time
from yichuang.kernel.models import OutboxEvent
from yichuang.offer.catalogue import models, queries
from yichuang.offer.catalogue.api.edits import KINDS
from yichuang.offer.catalogue.queries.drift import drift_report
from yichuang.offer.catalogue.tests.base_lists import bring_in, entry
from yichuang.offer.catalogue.tests.desk import TODAY, Desk, digest_of, item, make_desk
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.catalogue.types import HandlingVersion, editing

TOMORROW = TODAY + timedelta(days=1)


@dataclass
class Keepers:
    """The people with tokens, and an item of the first department."""

    desk: Desk
    item: HandlingVersion
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, who: str) -> str:
        if who not in self.tokens:
            actor: Actor = getattr(self.desk, who, None) or self.desk.strangers[who]
            self.tokens[who] = accounts.create_token(post_id=actor.posts[0].id, days=30, at=AT).token
        return self.tokens[who]

    def post(self, path: str, body: dict[str, Any], *, by: str, key: str = "k1") -> Any:
        return Client().post(
            f"/api/v1{path}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token(by)}", "Idempotency-Key": key},
        )

    def get(self, path: str, *, by: str, **query: Any) -> Any:
        return Client().get(f"/api/v1{path}", query, headers={"Authorization": f"Bearer {self.token(by)}"})

    @property
    def draft(self) -> str:
        """Where the draft of the item is."""
        return f"/items/{self.item.code}/draft"

    def opened(self) -> str:
        """A draft is opened and changed; its id."""
        assert self.post(self.draft, {}, by="editor", key="open").status_code == 200
        edit = {"kind": "naming", "name": "货运许可（新）", "item_name": self.item.item_name}
        saved = self.post(f"{self.draft}/edits", {"revision": 1, "edit": edit}, by="editor", key="edit")
        assert saved.status_code == 200, saved.content
        return str(saved.json()["version"])


@pytest.fixture(scope="module")
def desk_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Desk, HandlingVersion]]:
    """Built once for the tests of this module; what they change is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        places.forget()
        desk = make_desk()
        yield desk, item(desk, name="货运许可")
        transaction.set_rollback(True)


@pytest.fixture
def keepers(
    desk_of_module: tuple[Desk, HandlingVersion], db: None, monkeypatch: pytest.MonkeyPatch
) -> Keepers:
    places.forget()
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))
    return Keepers(*desk_of_module)


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# — drafts —


def test_a_draft_is_opened_edited_undone_and_redone(keepers: Keepers) -> None:
    """CAT-06, CAT-08"""
    keepers.opened()

    shown = keepers.get(keepers.draft, by="editor").json()
    undone = keepers.post(f"{keepers.draft}/undo", {"revision": 2}, by="editor")
    restored = keepers.get(keepers.draft, by="editor").json()
    redone = keepers.post(f"{keepers.draft}/redo", {"revision": 3}, by="editor")

    assert (shown["revision"], shown["name"], shown["undoes"], shown["redoes"]) == (
        2,
        "货运许可（新）",
        2,
        None,
    )
    assert shown["changes"] == ["名称由“货运许可”改为“货运许可（新）”"]
    assert [one["kind"] for one in shown["revisions"]] == ["edited", "opened"]
    assert (undone.status_code, undone.json()["revision"]) == (200, 3)
    assert (restored["name"], restored["undoes"], restored["redoes"]) == ("货运许可", None, 2)
    assert redone.json()["words"].startswith("重做第 2 次修改")
    assert queries.open_draft_of(keepers.item.code).version.name == "货运许可（新）"


def test_an_edit_under_its_key_is_made_once(keepers: Keepers) -> None:
    keepers.post(keepers.draft, {}, by="editor", key="open")
    body = {
        "revision": 1,
        "edit": {"kind": "add-question", "text": "车是谁的？", "options": ["自己", "公司"]},
    }

    first = keepers.post(f"{keepers.draft}/edits", body, by="editor")
    again = keepers.post(f"{keepers.draft}/edits", body, by="editor")
    other = keepers.post(f"{keepers.draft}/edits", body | {"revision": 2}, by="editor")

    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert other.status_code == 409
    assert [one.text for one in queries.open_draft_of(keepers.item.code).version.questions].count(
        "车是谁的？"
    ) == 1


def test_who_edits_what_somebody_else_saved_meanwhile_is_told(keepers: Keepers) -> None:
    keepers.opened()
    edit = {"kind": "remove-material", "material": "m01"}

    late = keepers.post(f"{keepers.draft}/edits", {"revision": 1, "edit": edit}, by="second_editor")

    assert problem(late) == (409, "catalogue.draft-revised")
    assert late.json()["revision"] == 2
    assert queries.open_draft_of(keepers.item.code).version.material("m01") is not None


@pytest.mark.parametrize(
    ("edit", "pointer"),
    [
        ({"kind": "remove-material", "material": "m99"}, "/materials"),
        ({"kind": "add-material", "facts": {"name": " "}}, "/name"),
        ({"kind": "dance"}, "/edit"),
        ({"kind": "move-material", "material": "m01", "up": "yes"}, "/edit/move-material/up"),
        ({"kind": "naming", "name": "新名", "item_name": "新名", "colour": "red"}, "/edit/naming/colour"),
    ],
    ids=["unknown", "no-name", "no-edit", "wrong-type", "one-too-many"],
)
def test_a_wrong_edit_leaves_the_draft(keepers: Keepers, edit: dict[str, Any], pointer: str) -> None:
    keepers.opened()

    refused = keepers.post(f"{keepers.draft}/edits", {"revision": 2, "edit": edit}, by="editor")

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert queries.open_draft_of(keepers.item.code).revision == 2


def test_a_condition_a_limit_and_a_list_arrive_as_the_page_would_send_them(keepers: Keepers) -> None:
    keepers.post(keepers.draft, {}, by="editor", key="open")
    edits = [
        {
            "kind": "limits",
            "statutory": {"amount": 20, "unit": "working-day", "legal_basis": "条例"},
            "promised": {"amount": 3, "unit": "working-day"},
        },
        {
            "kind": "grounds",
            "legal_basis": [{"law": "道路运输条例", "article": "第二十四条"}],
            "conditions": ["有车"],
        },
        {"kind": "material-needed", "material": "m01", "applies_when": {"subject-kind": ["individual"]}},
    ]

    for number, edit in enumerate(edits, 1):
        body = {"revision": number, "edit": edit}
        saved = keepers.post(f"{keepers.draft}/edits", body, by="editor", key=f"e{number}")
        assert saved.status_code == 200, saved.content

    version = queries.open_draft_of(keepers.item.code).version
    assert version.promised is not None
    assert (version.promised.amount, version.promised.unit.value) == (3, "working-day")
    assert version.legal_basis[0].article == "第二十四条"
    needed = version.material("m01")
    assert needed is not None
    assert needed.applies_when.as_json() == {"subject-kind": ["individual"]}


def test_the_api_has_every_edit_that_names_no_file_and_no_field_of_the_library() -> None:
    """A sample is uploaded on its page; fields of a form are chosen from the library there."""
    on_pages_only = {
        editing.FileOfMaterial,
        editing.AddFormField,
        editing.ChangeFormField,
        editing.RemoveFormField,
        editing.MoveFormField,
        editing.TakeFormList,
    }

    assert set(get_args(editing.Edit)) - set(KINDS.values()) == on_pages_only


# — reviews —


def test_a_draft_goes_its_way_through_the_api(keepers: Keepers) -> None:
    """CAT-16"""
    version = keepers.opened()
    way = f"/versions/{version}"

    submitted = keepers.post(f"{way}/submission", {"digest": digest_of(_id(version))}, by="editor")
    yes = {"digest": digest_of(_id(version)), "decision": "approved"}
    waiting = keepers.get("/drafts", by="head").json()
    by_head = keepers.post(f"{way}/department-review", yes, by="head")
    by_bureau = keepers.post(f"{way}/bureau-review", yes, by="reviewer")
    published = keepers.post(
        f"{way}/publication",
        {"digest": yes["digest"], "valid_from": TOMORROW.isoformat()},
        by="reviewer",
    )

    assert submitted.json() == {"version": version, "state": "department-review", "valid_from": None}
    assert [(one["version"], one["state"], one["is_own"]) for one in waiting] == [
        (version, "department-review", False)
    ]
    assert [answer.json()["state"] for answer in (by_head, by_bureau)] == ["bureau-review", "approved"]
    assert published.json() == {"version": version, "state": None, "valid_from": TOMORROW.isoformat()}
    shown = keepers.get(way, by="editor").json()
    assert (shown["status"], shown["state"], shown["valid_from"]) == ("published", None, TOMORROW.isoformat())
    assert [(one["step"], one["decision"], one["person"]) for one in shown["reviews"]] == [
        ("submission", None, "江洛"),
        ("department", "approved", "钱进"),
        ("bureau", "approved", "申禾"),
    ]
    assert OutboxEvent.objects.filter(name="catalogue.version-published").exists()


def test_a_draft_is_sent_back_with_a_reason_or_not_at_all(keepers: Keepers) -> None:
    version = keepers.opened()
    way, digest = f"/versions/{version}", digest_of(_id(version))
    keepers.post(f"{way}/submission", {"digest": digest}, by="editor")
    no = {"digest": digest, "decision": "returned"}

    bare = keepers.post(f"{way}/department-review", no, by="head")
    said = keepers.post(
        f"{way}/department-review", no | {"reason": "limits", "remarks": "时限写反了"}, by="head", key="k2"
    )

    assert problem(bare) == (422, "catalogue.review-incomplete")
    assert said.json()["state"] == "returned"
    [_, back] = keepers.get(way, by="editor").json()["reviews"]
    assert (back["reason"], back["remarks"], back["counts"]) == ("limits", "时限写反了", True)


def test_nobody_reviews_other_words_than_they_saw(keepers: Keepers) -> None:
    version = keepers.opened()

    answer = keepers.post(f"/versions/{version}/submission", {"digest": "0" * 64}, by="editor")

    assert problem(answer) == (409, "catalogue.content-changed")
    assert not models.VersionReview.objects.exists()


def test_an_earlier_version_comes_back_as_a_draft(keepers: Keepers) -> None:
    path = f"/versions/{keepers.item.id}/rollback"

    same = keepers.post(path, {}, by="editor")
    assert problem(same) == (409, "catalogue.nothing-to-roll-back")

    version = keepers.opened()
    way, digest = f"/versions/{version}", digest_of(_id(version))
    keepers.post(f"{way}/submission", {"digest": digest}, by="editor", key="s")
    for step, by in (("department-review", "head"), ("bureau-review", "reviewer")):
        keepers.post(f"{way}/{step}", {"digest": digest, "decision": "approved"}, by=by)
    keepers.post(
        f"{way}/publication", {"digest": digest, "valid_from": TODAY.isoformat()}, by="editor", key="p"
    )
    begun = keepers.post(path, {}, by="editor", key="k2")

    assert begun.status_code == 201
    assert str(queries.open_draft_of(keepers.item.code).version.id) == begun.json()["version"]
    assert queries.open_draft_of(keepers.item.code).version.name == "货运许可"


# — life —


def test_an_item_is_suspended_resumed_and_cancelled(keepers: Keepers) -> None:
    """CAT-19"""
    code = keepers.item.code
    today = {"takes_effect_on": TODAY.isoformat(), "reason": "系统改造"}
    until = {"expected_until": (TODAY + timedelta(days=9)).isoformat()}

    suspended = keepers.post(f"/items/{code}/suspension", today | until, by="head")
    twice = keepers.post(f"/items/{code}/suspension", today, by="head", key="k2")
    resumed = keepers.post(f"/items/{code}/resumption", today, by="reviewer")
    ended = keepers.post(
        f"/items/{code}/cancellation",
        {"takes_effect_on": TOMORROW.isoformat(), "reason": "法律废止", "successors": []},
        by="head",
    )

    assert suspended.json() == {"code": code, "kind": "suspended", "takes_effect_on": TODAY.isoformat()}
    assert problem(twice) == (409, "catalogue.life-change-not-possible")
    assert (resumed.status_code, ended.status_code) == (200, 200)
    kinds = [event.kind.value for event in queries.life_of(keepers.item.handling_item_id)]
    assert sorted(kinds) == ["cancelled", "resumed", "suspended"]


def test_what_the_act_refuses_is_named(keepers: Keepers) -> None:
    past = {"takes_effect_on": "2020-01-01", "reason": "系统改造"}

    refused = keepers.post(f"/items/{keepers.item.code}/suspension", past, by="head")
    unknown = keepers.post("/items/NOTHING/suspension", past, by="head", key="k2")

    assert problem(refused) == (409, "catalogue.backdated-version")
    assert unknown.status_code == 404
    assert not models.LifeEvent.objects.exists()


# — differences —


def test_differences_are_listed_by_state_and_explained_once(keepers: Keepers) -> None:
    """CAT-20"""
    bring_in([entry("000118009000", "省里新增的事项"), entry("000118010000", "省里另一项")])
    keys = {view.key for view in drift_report(TODAY) if view.kind.value == "missing"}

    page = keepers.get("/drift-tasks", by="editor", limit=1).json()
    rest = keepers.get("/drift-tasks", by="editor", after=page["after"]).json()
    seen = [one["key"] for one in [*page["tasks"], *rest["tasks"]]]
    missing = next(one for one in [*page["tasks"], *rest["tasks"]] if one["difference"] == "missing")
    path = f"/drift-tasks/{missing['key']}/resolution"
    short = keepers.post(path, {"decision": "explained", "reason": "无"}, by="editor")
    said = keepers.post(path, {"decision": "explained", "reason": "本县没有这类企业"}, by="editor", key="k2")
    again = keepers.post(path, {"decision": "explained", "reason": "本县没有这类企业"}, by="editor", key="k3")

    assert keys <= set(seen)
    assert len(seen) == len(set(seen)) == page["number"]
    assert short.status_code == 422
    assert [error["pointer"] for error in short.json()["errors"]] == ["/reason"]
    assert (said.json()["resolution"], said.json()["reason"]) == ("explained", "本县没有这类企业")
    assert problem(again) == (409, "catalogue.drift-resolved")
    resolved = keepers.get("/drift-tasks", by="reviewer", state="resolved").json()
    assert [one["key"] for one in resolved["tasks"]] == [missing["key"]]
    assert keepers.get(f"/drift-tasks/{missing['key']}", by="reviewer").json()["resolution"] == "explained"
    assert problem(keepers.get("/drift-tasks/none", by="reviewer")) == (404, "catalogue.drift-unknown")


# — who may —


@pytest.mark.parametrize(
    ("path", "body", "who"),
    [
        ("{draft}", {}, "head"),
        ("{draft}", {}, "other-editor"),
        ("{draft}", {}, "clerk"),
        (
            "{draft}/edits",
            {"revision": 1, "edit": {"kind": "remove-material", "material": "m01"}},
            "other-editor",
        ),
        ("{draft}/undo", {"revision": 2}, "reviewer"),
        ("{version}/submission", {"digest": "0" * 64}, "other-editor"),
        ("{version}/submission", {"digest": "0" * 64}, "head"),
        ("{version}/department-review", {"digest": "0" * 64, "decision": "approved"}, "other-head"),
        ("{version}/department-review", {"digest": "0" * 64, "decision": "approved"}, "editor"),
        ("{version}/bureau-review", {"digest": "0" * 64, "decision": "approved"}, "far-reviewer"),
        ("{version}/bureau-review", {"digest": "0" * 64, "decision": "approved"}, "head"),
        ("{version}/publication", {"digest": "0" * 64, "valid_from": "2030-01-01"}, "far-reviewer"),
        ("{version}/publication", {"digest": "0" * 64, "valid_from": "2030-01-01"}, "officer"),
        ("{version}/rollback", {}, "other-editor"),
        ("{item}/suspension", {"takes_effect_on": "2030-01-01", "reason": "-"}, "other-head"),
        ("{item}/resumption", {"takes_effect_on": "2030-01-01", "reason": "-"}, "editor"),
        ("{item}/cancellation", {"takes_effect_on": "2030-01-01", "reason": "-"}, "far-reviewer"),
        ("/drift-tasks/none/resolution", {"decision": "adopted"}, "reviewer"),
    ],
)
def test_the_wrong_role_department_or_region_changes_nothing(
    keepers: Keepers, path: str, body: dict[str, Any], who: str
) -> None:
    version = keepers.opened()
    where = path.format(
        draft=keepers.draft, version=f"/versions/{version}", item=f"/items/{keepers.item.code}"
    )
    events = OutboxEvent.objects.count()

    refused = keepers.post(where, body, by=who)

    assert refused.status_code == 403
    assert queries.open_draft_of(keepers.item.code).revision == 2
    assert not models.VersionReview.objects.exists()
    assert not models.LifeEvent.objects.exists()
    assert OutboxEvent.objects.count() == events


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/drafts", "clerk"),
        ("{draft}", "other-editor"),
        ("{draft}", "supervisor"),
        ("{version}", "other-editor"),
        ("{version}", "far-reviewer"),
        ("/drift-tasks", "officer"),
        ("/bulletins", "officer"),
    ],
)
def test_who_may_not_read(keepers: Keepers, path: str, who: str) -> None:
    version = keepers.opened()

    refused = keepers.get(path.format(draft=keepers.draft, version=f"/versions/{version}"), by=who)

    assert refused.status_code == 403
    assert (
        Client().get(f"/api/v1{path.format(draft=keepers.draft, version='/versions/x')}").status_code == 401
    )


def test_a_replay_asks_again_whether_one_may(keepers: Keepers) -> None:
    body = {"takes_effect_on": TODAY.isoformat(), "reason": "系统改造"}
    path = f"/items/{keepers.item.code}/suspension"
    assert keepers.post(path, body, by="head").status_code == 200

    stranger = keepers.post(path, body, by="other-head")

    assert stranger.status_code == 403


def _id(version: str) -> Any:
    return models.HandlingVersion.objects.values_list("id", flat=True).get(id=version)
