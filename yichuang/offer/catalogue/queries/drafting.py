"""Open drafts as their editors see them: what they say, what was done to them, what is wrong where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import DraftNotOpen, ItemUnknown, ScenarioTooLarge
from yichuang.offer.catalogue.queries.analysis import answers_per_list, differences, scenario_analysis
from yichuang.offer.catalogue.queries.quality import quality_of
from yichuang.offer.catalogue.queries.versions import version
from yichuang.offer.catalogue.rules.revisions import position
from yichuang.offer.catalogue.types import Difference, HandlingVersion, ScenarioAnalysis
from yichuang.offer.catalogue.types.editing import DraftView, Remark, RevisionKind, RevisionView, ScenarioList

SHOWN_LISTS = 50


def newest_published(code: str) -> HandlingVersion:
    """The published version a draft begins from (最近发布的版本).

    Raises:
        ItemUnknown: no handling item of this code was ever published.
    """
    rows = models.HandlingVersion.objects.filter(handling_item__code=code, status="published")
    version_id = rows.order_by("-valid_from", "-version_number").values_list("id", flat=True).first()
    if version_id is None:
        raise ItemUnknown(f"没有编码为 {code} 的业务办理项，或者它还没有发布过")
    return version(version_id)


def open_draft_of(code: str) -> DraftView:
    """The open draft of a handling item (正在修改的草稿) with its revisions.

    Raises:
        DraftNotOpen: nobody has begun to change it.
    """
    row = models.HandlingVersion.objects.filter(handling_item__code=code, status="draft").first()
    if row is None:
        raise DraftNotOpen(f"编码为 {code} 的事项没有正在修改的草稿")
    rows = models.DraftRevision.objects.filter(
        handling_item=row.handling_item_id, version_number=row.version_number
    )
    revisions = [_revision(revision) for revision in rows.defer("content").order_by("number")]
    where = position((revision.number, revision.kind) for revision in revisions)
    by_number = {revision.number: revision for revision in revisions}
    try:
        base = newest_published(code)
    except ItemUnknown:
        base = None
    return DraftView(
        version=version(row.id),
        base=base,
        revisions=tuple(reversed(revisions)),
        undoes=by_number[where.done[-1]] if len(where.done) > 1 else None,
        redoes=by_number[where.undone[-1]] if where.undone else None,
    )


def _revision(row: models.DraftRevision) -> RevisionView:
    return RevisionView(row.number, RevisionKind(row.kind), row.words, row.by_name, row.at, row.digest)


@dataclass(frozen=True)
class DraftJudgement:
    """What a draft breaks, what its scenarios lead to, and what is different in it.

    Attributes:
        remarks: what is wrong, by what it concerns: ``materials/m02``, ``questions/q1``; ``""`` the item.
        analysis: None when the scenarios hang together too much; ``too_large`` says so.
    """

    score: int
    remarks: Mapping[str, tuple[Remark, ...]]
    analysis: ScenarioAnalysis | None
    too_large: str
    changes: tuple[Difference, ...]

    @property
    def all_remarks(self) -> tuple[Remark, ...]:
        return tuple(chain.from_iterable(self.remarks.values()))

    @property
    def blocking(self) -> int:
        return sum(remark.severity == "blocking" for remark in self.all_remarks)


def judgement_of(draft: DraftView) -> DraftJudgement:
    """A draft judged as it is now (质量和情形分析), nothing of it kept."""
    shown = draft.version
    quality = quality_of(shown)
    analysis, too_large = None, ""
    try:
        analysis = scenario_analysis(shown)
    except ScenarioTooLarge as refusal:
        too_large = refusal.detail
    found = [(finding.pointer, Remark(finding.severity.value, finding.words)) for finding in quality.findings]
    found += [
        (finding.pointer, Remark("warning", finding.words))
        for finding in (analysis.findings if analysis else ())
    ]
    return DraftJudgement(
        quality.score,
        _by_place(shown, found),
        analysis,
        too_large,
        differences(draft.base, shown) if draft.base else (),
    )


def _by_place(
    shown: HandlingVersion, found: Iterable[tuple[str, Remark]]
) -> Mapping[str, tuple[Remark, ...]]:
    """Remarks beside what they are about: analysis points by place in the list, quality by code."""
    placed: dict[str, dict[Remark, None]] = defaultdict(dict)
    codes_of = {
        "materials": [material.code for material in shown.materials],
        "questions": [question.code for question in shown.questions],
    }
    for pointer, remark in found:
        kind, _, rest = pointer.strip("/").partition("/")
        name = rest.partition("/")[0]
        codes = codes_of.get(kind, [])
        if name not in codes:
            name = codes[int(name)] if name.isdigit() and int(name) < len(codes) else ""
        placed[f"{kind}/{name}" if name else ""][remark] = None
    return {place: tuple(remarks) for place, remarks in placed.items()}


def scenario_lists(shown: HandlingVersion) -> tuple[ScenarioList, ...]:
    """The distinct lists a version leads to, each with answers that lead there; the first 50.

    Raises:
        ScenarioTooLarge: its scenarios hang together too much to be analysed exactly.
    """
    made = []
    for answers in answers_per_list(shown)[:SHOWN_LISTS]:
        chosen = []
        for question in shown.questions:
            option = question.option(answers[question.code]) if question.code in answers else None
            if option:
                chosen.append((question, option))
        needed = tuple(material for material in shown.materials if material.applies_when.holds(answers))
        made.append(ScenarioList(tuple(chosen), needed))
    return tuple(made)
