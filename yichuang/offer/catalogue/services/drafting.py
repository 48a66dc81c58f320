"""A draft changed step by step (修改草稿): opened, edited, undone, redone. Nothing is offered by it yet.

Every step is a revision that stays. Whoever saves names the revision the page was made from: when
somebody else has saved since, nothing of the edit is kept and the sentence says who it was.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Max

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents.types import PreparedFile
from yichuang.foundation.places import queries as places
from yichuang.kernel.errors import Conflict
from yichuang.kernel.time import SHANGHAI
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import DraftNotOpen, DraftRevised, ItemUnknown, NothingToUndo
from yichuang.offer.catalogue.queries import code_schemes
from yichuang.offer.catalogue.queries import version as version_view
from yichuang.offer.catalogue.queries.library import in_library_words
from yichuang.offer.catalogue.rules.digest import digest
from yichuang.offer.catalogue.rules.editing import edit_words, edited, with_content
from yichuang.offer.catalogue.rules.revisions import content_from_json, position
from yichuang.offer.catalogue.services import attachments, revising, storing
from yichuang.offer.catalogue.types import HandlingVersion, VersionContent
from yichuang.offer.catalogue.types.editing import Edit, RevisionKind
from yichuang.offer.catalogue.types.editing_elements import FileOfMaterial


@act
def open_draft(*, code: str, actor: Actor, at: datetime) -> int:
    """Begin to change an item (开始修改): a draft with the content of its newest published version.

    A draft that is open already is gone on with.

    Args:
        code: of the handling item.

    Returns:
        The number of the draft's newest revision.

    Raises:
        ItemUnknown: no such handling item, or it has no published version to begin from.
        NotYourRole, NotYourPlace: the actor does not keep the items of its department.

    Concurrency:
        Locks the handling item; ``one_draft_per_handling_item`` is the backstop.
    """
    handling_item = models.HandlingItem.objects.select_for_update().filter(code=code).first()
    if handling_item is None:
        raise ItemUnknown(f"没有编码为 {code} 的业务办理项")
    draft = _open(handling_item)
    if draft is not None:
        _permit(draft, actor)
        return revising.newest(draft) or _revise(
            draft, version_view(draft.id), RevisionKind.OPENED, "", actor, at
        )
    published = handling_item.versions.filter(status="published")
    base = published.order_by("-valid_from", "-version_number").first()
    if base is None:
        raise ItemUnknown(f"编码为 {code} 的业务办理项还没有发布过，没有可以修改的版本")
    _permit(base, actor)
    content = version_view(base.id)
    last: int = handling_item.versions.aggregate(last=Max("version_number"))["last"]
    made = storing.Draft(handling_item, last + 1, content, places.organisation(base.organisation_id))
    [draft] = storing.insert_drafts([made], at=at, by=actor.principal)
    words = f"从第 {base.version_number} 版开始修改"
    return _revise(draft, content, RevisionKind.OPENED, words, actor, at)


@act
def edit_draft(*, code: str, edit: Edit, revision: int, actor: Actor, at: datetime) -> int:
    """Change an open draft (修改草稿) and keep the revision. An edit that changes nothing leaves none.

    Policy: CAT-06, CAT-08, CAT-09, CAT-15.

    Args:
        revision: the number of the revision the editor saw.

    Returns:
        The number of the newest revision.

    Raises:
        DraftNotOpen: nobody has begun to change it.
        DraftRevised: somebody has saved since; the sentence says who, when and what.
        ContentInvalid: the edit would break a rule; ``errors`` has every fault.
        NotYourRole, NotYourPlace: the actor does not keep the items of its department.

    Concurrency:
        Locks the handling item: of two who save at once the second finds the first's revision.
    """
    draft = _locked(code, actor, revision)
    before = version_view(draft.id)
    after = with_content(before, edited(before, in_library_words(edit), code_schemes()))
    if digest(after, before.organisation_code) == draft.digest:
        return revision
    if not revising.newest(draft):  # drafts written before revisions were kept
        _revise(draft, before, RevisionKind.OPENED, "", actor, at)
    draft = _rewrite(draft, after, actor, at)
    return _revise(draft, after, RevisionKind.EDITED, edit_words(before, after), actor, at)


@act
def attach_file(
    *, code: str, edit: FileOfMaterial, prepared: PreparedFile, revision: int, actor: Actor, at: datetime
) -> int:
    """Give a material of an open draft its sample or blank form (上传示例样表、空白表格).

    A file the catalogue shows already is shown again, not kept twice.

    Args:
        edit: which file of which material; its ``file_id`` does not matter.
        prepared: checked and written to the store before, outside of the transaction.

    Returns, Raises, Concurrency: as :func:`edit_draft`.
    """
    edit = replace(edit, file_id=attachments.shown_file(prepared, at))
    return edit_draft(code=code, edit=edit, revision=revision, actor=actor, at=at)


@act
def undo_edit(*, code: str, revision: int, actor: Actor, at: datetime) -> int:
    """Take back the newest edit that still counts (撤销): the draft says again what it said before it.

    Args, Returns, Concurrency: as :func:`edit_draft`.

    Raises:
        DraftNotOpen, DraftRevised, NotYourRole, NotYourPlace: as :func:`edit_draft`.
        NothingToUndo: the draft is as it was when it was opened.
    """
    draft = _locked(code, actor, revision)
    where = position(_kinds(draft))
    if len(where.done) < 2:
        raise NothingToUndo("没有可以撤销的修改，草稿和刚打开时一样")
    taken_back, restored = _revision(draft, where.done[-1]), _revision(draft, where.done[-2])
    words = f"撤销第 {taken_back.number} 次修改：{taken_back.words}"
    return _restore(draft, restored, RevisionKind.UNDONE, words, actor, at)


@act
def redo_edit(*, code: str, revision: int, actor: Actor, at: datetime) -> int:
    """Do again what was undone last (重做), as long as nothing else was edited since.

    Args, Returns, Concurrency: as :func:`edit_draft`.

    Raises:
        DraftNotOpen, DraftRevised, NotYourRole, NotYourPlace: as :func:`edit_draft`.
        NothingToUndo: nothing is undone.
    """
    draft = _locked(code, actor, revision)
    where = position(_kinds(draft))
    if not where.undone:
        raise NothingToUndo("没有可以重做的修改")
    again = _revision(draft, where.undone[-1])
    words = f"重做第 {again.number} 次修改：{again.words}"
    return _restore(draft, again, RevisionKind.REDONE, words, actor, at)


def _open(handling_item: models.HandlingItem) -> models.HandlingVersion | None:
    return handling_item.versions.filter(status="draft").first()


def _permit(version: models.HandlingVersion, actor: Actor) -> None:
    accounts.require(actor, Act.EDIT_CATALOGUE, organisation_id=version.organisation_id)


def _locked(code: str, actor: Actor, revision: int) -> models.HandlingVersion:
    """The open draft, locked, as the editor saw it."""
    handling_item = models.HandlingItem.objects.select_for_update().filter(code=code).first()
    draft = _open(handling_item) if handling_item else None
    if draft is None:
        raise DraftNotOpen(f"编码为 {code} 的事项没有正在修改的草稿，可能刚刚发布")
    _permit(draft, actor)
    if revising.newest(draft) != revision:
        raise _somebody_was_faster(draft)
    return draft


def _somebody_was_faster(draft: models.HandlingVersion) -> Conflict:
    last = _revision(draft, revising.newest(draft))
    when = f"{last.at.astimezone(SHANGHAI):%H:%M}"
    words = f"{last.by_name or '别人'} {when} 保存了第 {last.number} 次修改"
    said = f"（{last.words}）" if last.words else ""
    return DraftRevised(f"{words}{said}，您的修改没有保存。请核对以后再保存。", revision=last.number)


def _revision(draft: models.HandlingVersion, number: int) -> models.DraftRevision:
    return models.DraftRevision.objects.get(
        handling_item=draft.handling_item_id, version_number=draft.version_number, number=number
    )


def _kinds(draft: models.HandlingVersion) -> list[tuple[int, RevisionKind]]:
    rows = models.DraftRevision.objects.filter(
        handling_item=draft.handling_item_id, version_number=draft.version_number
    ).order_by("number")
    return [(number, RevisionKind(kind)) for number, kind in rows.values_list("number", "kind")]


def _rewrite(
    draft: models.HandlingVersion, content: VersionContent, actor: Actor, at: datetime
) -> models.HandlingVersion:
    made = storing.Draft(
        draft.handling_item,
        draft.version_number,
        content,
        places.organisation(draft.organisation_id),
        tuple(draft.drafters),
    )
    storing.rewrite_draft(draft, made, at=at, by=actor.principal)
    draft.refresh_from_db()
    return draft


def _restore(
    draft: models.HandlingVersion,
    row: models.DraftRevision,
    kind: RevisionKind,
    words: str,
    actor: Actor,
    at: datetime,
) -> int:
    """The draft says again what it said at a revision."""
    content = content_from_json(row.content)
    return _revise(_rewrite(draft, content, actor, at), content, kind, words, actor, at)


def _revise(
    draft: models.HandlingVersion,
    content: VersionContent | HandlingVersion,
    kind: RevisionKind,
    words: str,
    actor: Actor,
    at: datetime,
) -> int:
    by = (actor.principal, actor.name)
    number = revising.record_revision(draft, content, kind=kind, words=words, by=by, at=at)
    revising.audit_revision(draft, number, kind=kind, by=actor.principal, at=at)
    return number
