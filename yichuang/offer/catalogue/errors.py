"""Refusals of the catalogue.

NotFound
├── ItemUnknown            no item has this code
├── DraftNotOpen           nobody has begun to change it
├── ItemNotOffered         known, but no version is in force on that date
│   └── ItemSuspended      one is, but the item is suspended
├── MaterialFileUnknown    no published material has such a sample or blank form
├── MaterialTypeUnknown    the library has no such material type, point, merger or file
├── BulletinUnknown        no change bulletin has this number
├── EditionUnknown         no edition of a list above has this id
├── FieldUnknown           the field library has no field of this code
├── DriftUnknown           this difference is no more
├── ImportUnknown          no workbook of this person's has this id
├── NothingToExport        no department whose items this person may read
└── VersionUnknown         no version has this id
Conflict
├── LaterVersionExists     a version that begins later is published already
├── BackdatedVersion       it would change what held on days gone by
├── AlreadyPublished       the draft was published before
├── DraftRevised           somebody else has saved the draft meanwhile
├── NothingToUndo          no revision of the draft is left to undo, or to redo
├── ContentChanged         the draft says something else than what was looked at
├── ReviewNotDue           the draft is not at this step of its review
├── NotReviewed            both reviews have to stand for exactly this content
├── DraftExists            somebody is drafting this item
├── NothingToRollBack      the earlier version says what holds anyway
├── EditionExists          an edition of this name says something else
├── EditionOutdated        older than the edition that counts, or of a day to come
├── EditionNotHeld         it waits for nobody's confirmation
├── FieldRevised           somebody has changed this field of the library meanwhile
├── DriftResolved          the difference was resolved before
├── ImportNotReady         a workbook is not at this step
├── ImportRunning          another workbook is being written
├── NotAdoptable           a draft cannot answer this difference
├── MaterialTypeChanged    the library's entry says something else than what was looked at
├── MergerNotPossible      one of the two has gone into another already, or they are one
├── MergerNotUndoable      it was undone, or what it decided was changed since
└── LifeChangeNotPossible  the item is suspended already, or not, or takes its own place
Forbidden
└── OwnDraft               nobody reviews what they wrote, submitted or reviewed before
Invalid
├── ItemNeedsChoice        the item has several handling items; one has to be named
├── ContentInvalid         the content breaks a rule of the catalogue
├── QualityNotMet          the draft breaks quality rules that forbid publishing it
├── ReviewIncomplete       sent back without a reason or without remarks
├── LifeInputWrong         a suspension, an end … without a reason, or without what takes its place
├── ScenarioTooLarge       its scenarios hang together too much to be analysed
├── ResolutionIncomplete   a reason or a code is missing or wrong
├── FieldInvalid           a field of the library is defined wrongly
├── EditionIncomplete      nobody says which edition a file is
├── LibraryInputWrong      an entry of the materials library lacks something, or says too much
└── FileUnreadable         the import file is broken or of an unknown format
Unavailable
└── SourceUnavailable      the address of a list above does not answer as it should
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class ItemUnknown(NotFound):
    """No item or handling item has, or ever had, this code."""

    code = "catalogue.item-unknown"
    title = "没有这个事项"


class ItemNotOffered(NotFound):
    """The item is known, but no published version is in force on the date asked."""

    code = "catalogue.item-not-offered"
    title = "这个事项当日不办理"


class MaterialFileUnknown(NotFound):
    """No material of a published version has this sample or blank form."""

    code = "catalogue.material-file-unknown"
    title = "没有这份样本或者空表"


class VersionUnknown(NotFound):
    """No item version has this id."""

    code = "catalogue.version-unknown"
    title = "没有这个事项版本"


class BulletinUnknown(NotFound):
    """No change bulletin has this number."""

    code = "catalogue.bulletin-unknown"
    title = "没有这条变更公告"


class ItemNeedsChoice(Invalid):
    """An item code was given, and the item has several handling items. ``choices`` lists their codes."""

    code = "catalogue.item-needs-choice"
    title = "这个事项有多个业务办理项，请选择其中一个"


class ContentInvalid(Invalid):
    """The content of a version breaks a rule; ``errors`` says where and how."""

    code = "catalogue.content-invalid"
    title = "事项内容有误"


class ScenarioTooLarge(Invalid):
    """The scenarios of an item hang together too much to be analysed exactly; nothing is estimated."""

    code = "catalogue.scenario-too-large"
    title = "情形太多，无法分析"


class QualityNotMet(Invalid):
    """A draft breaks blocking quality rules. ``rules`` has their ids, ``errors`` every finding."""

    code = "catalogue.quality-not-met"
    title = "事项质量不合格，不能发布"


class FileUnreadable(Invalid):
    """An import file cannot be read as any known format. Nothing was changed."""

    code = "catalogue.file-unreadable"
    title = "文件无法读取"


class LaterVersionExists(Conflict):
    """A version that begins later is published already; the periods would overlap."""

    code = "catalogue.later-version-exists"
    title = "已有更晚生效的版本"


class BackdatedVersion(Conflict):
    """A publication or an ending would change what held on days gone by."""

    code = "catalogue.backdated-version"
    title = "不能改变已经过去的日子"


class AlreadyPublished(Conflict):
    """The draft was published before."""

    code = "catalogue.already-published"
    title = "这个版本已经发布"


class DraftNotOpen(NotFound):
    """The item has no open draft: nobody has begun to change it."""

    code = "catalogue.draft-not-open"
    title = "这个事项没有正在修改的草稿"


class DraftRevised(Conflict):
    """Somebody else has saved the draft since this page was made. Nothing of this edit was kept."""

    code = "catalogue.draft-revised"
    title = "草稿刚被别人改过"


class NothingToUndo(Conflict):
    """No revision of the draft is left to undo, or to redo."""

    code = "catalogue.nothing-to-undo"
    title = "没有可以撤销或者重做的修改"


class ItemSuspended(ItemNotOffered):
    """The item is suspended on the date asked. ``version_id`` is the version that would hold."""

    code = "catalogue.item-suspended"
    title = "这个事项暂停办理"


class ContentChanged(Conflict):
    """The draft was changed after it was looked at; what was decided was about something else."""

    code = "catalogue.content-changed"
    title = "草稿的内容已经改过，请重新查看"


class ReviewNotDue(Conflict):
    """The draft is not at this step of its review."""

    code = "catalogue.review-not-due"
    title = "草稿现在不在这个审核环节"


class NotReviewed(Conflict):
    """Publication needs both reviews, for exactly the content the draft has."""

    code = "catalogue.not-reviewed"
    title = "两级审核通过后才能发布"


class DraftExists(Conflict):
    """Somebody is drafting this item; the draft would be lost."""

    code = "catalogue.draft-exists"
    title = "这个事项已有草稿"


class NothingToRollBack(Conflict):
    """The earlier version says what the version in force says."""

    code = "catalogue.nothing-to-roll-back"
    title = "内容与现行版本相同"


class LifeChangeNotPossible(Conflict):
    """A suspension, resumption or end that the state of the item does not allow."""

    code = "catalogue.life-change-not-possible"
    title = "这个事项现在不能这样变动"


class OwnDraft(Forbidden):
    """Nobody reviews what they wrote, submitted or reviewed on the other level."""

    code = "catalogue.own-draft"
    title = "自己起草、送审的，要由其他人审核"


class ReviewIncomplete(Invalid):
    """A draft is sent back without a reason or without remarks; ``errors`` says what is missing."""

    code = "catalogue.review-incomplete"
    title = "审核意见不完整"


class LifeInputWrong(Invalid):
    """A change of an item lacks its reason or what takes its place; ``errors`` says what."""

    code = "catalogue.life-input-wrong"
    title = "变动登记不完整"


class EditionUnknown(NotFound):
    """No edition of a list of a level above has this id."""

    code = "catalogue.edition-unknown"
    title = "没有这个目录版次"


class DriftUnknown(NotFound):
    """There is no such difference from a list of a level above, or it is no more."""

    code = "catalogue.drift-unknown"
    title = "这项差异已经不存在"


class ImportUnknown(NotFound):
    """No workbook that this person brought in has this id."""

    code = "catalogue.import-unknown"
    title = "没有这次导入"


class ImportNotReady(Conflict):
    """A workbook is still being checked, or has nothing left to write."""

    code = "catalogue.import-not-ready"
    title = "这份工作簿现在不能写入"


class ImportRunning(Conflict):
    """Another workbook is being written; two at once would each find the other's drafts."""

    code = "catalogue.import-running"
    title = "另一份工作簿正在写入"


class NothingToExport(NotFound):
    """No department whose items this person may read was named."""

    code = "catalogue.nothing-to-export"
    title = "没有可以导出的事项"


class EditionExists(Conflict):
    """An edition of this name says something else; what was imported is never changed."""

    code = "catalogue.edition-exists"
    title = "已有同名的目录版次"


class EditionOutdated(Conflict):
    """The edition is older than the one that counts, or its day has not come."""

    code = "catalogue.edition-outdated"
    title = "目录日期不对"


class EditionNotHeld(Conflict):
    """The edition waits for nobody's confirmation."""

    code = "catalogue.edition-not-held"
    title = "这个目录版次不用确认"


class DriftResolved(Conflict):
    """The difference was resolved before; it comes back when the level above changes again."""

    code = "catalogue.drift-resolved"
    title = "这项差异已经处理"


class NotAdoptable(Conflict):
    """A draft cannot answer this difference."""

    code = "catalogue.not-adoptable"
    title = "这项差异不能直接采用"


class ResolutionIncomplete(Invalid):
    """A reason or a code is missing or wrong; ``errors`` says which."""

    code = "catalogue.resolution-incomplete"
    title = "处理意见没有填全"


class EditionIncomplete(Invalid):
    """Neither the file nor the import says of which edition it is."""

    code = "catalogue.edition-incomplete"
    title = "没有写明目录版次"


class SourceUnavailable(Unavailable):
    """The address of a list of a level above does not answer as it should. Nothing was changed."""

    code = "catalogue.source-unavailable"
    title = "上级目录取不到"


class MaterialTypeUnknown(NotFound):
    """The materials library has no such type, review point, merger or file."""

    code = "catalogue.material-type-unknown"
    title = "材料库里没有这一项"


class MaterialTypeChanged(Conflict):
    """Somebody has changed the entry since it was looked at. Nothing of this was kept."""

    code = "catalogue.material-type-changed"
    title = "材料库的这一项刚被别人改过"


class MergerNotPossible(Conflict):
    """One of the two types has gone into another already, or they are one and the same."""

    code = "catalogue.merger-not-possible"
    title = "这两种材料现在不能合并"


class MergerNotUndoable(Conflict):
    """The merger was undone before, or what it decided was changed since."""

    code = "catalogue.merger-not-undoable"
    title = "这次合并不能撤销"


class LibraryInputWrong(Invalid):
    """An entry of the materials library lacks something or says too much; ``errors`` says what."""

    code = "catalogue.library-input-wrong"
    title = "材料库的内容有误"


class FieldUnknown(NotFound):
    """The field library has no field of this code."""

    code = "catalogue.field-unknown"
    title = "表单字段库里没有这个字段"


class FieldRevised(Conflict):
    """Somebody else has changed this field of the library since it was looked at. Nothing was kept."""

    code = "catalogue.field-revised"
    title = "这个字段刚被别人改过"


class FieldInvalid(Invalid):
    """A field of the library is defined wrongly; ``errors`` says where and how."""

    code = "catalogue.field-invalid"
    title = "字段定义有误"
