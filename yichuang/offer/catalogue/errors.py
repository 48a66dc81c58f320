"""Refusals of the catalogue.

NotFound
├── ItemUnknown            no item has this code
├── ItemNotOffered         known, but no version is in force on that date
├── MaterialFileUnknown    no published material has such a sample or blank form
└── VersionUnknown         no version has this id
Conflict
├── LaterVersionExists     a version that begins later is published already
├── BackdatedVersion       it would change what held on days gone by
└── AlreadyPublished       the draft was published before
Invalid
├── ItemNeedsChoice        the item has several handling items; one has to be named
├── ContentInvalid         the content breaks a rule of the catalogue
├── QualityNotMet          the draft breaks quality rules that forbid publishing it
├── ScenarioTooLarge       its scenarios hang together too much to be analysed
└── FileUnreadable         the import file is broken or of an unknown format
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Invalid, NotFound


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
