"""What a plan says on paper (办事方案文本): page and PDF show the same words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance.types import (
    MaterialWords,
    PaperUse,
    PaperWords,
    PlanBody,
    PlannedStep,
    PlanPaper,
    PlanStepKind,
    PlanView,
    SectionWords,
)

# Law: 优化营商环境条例 §43
FREE_CHOICE: Final = "机构由您自己选，任何部门和工作人员都不能指定或者变相指定。"
NOT_REQUIRED: Final = "法律、法规和国务院决定都没有要求，做不做由您决定，不做也不影响受理。"
_COUNTED: Final = (
    "日期按公布的承诺时限逐步推算，从受理之日的第二个工作日算起；补正、特别程序的时间不算在内。"
    "法定最迟日期按法定时限推算。"
)


def plan_words(plan: PlanView, body: PlanBody) -> PaperWords:
    """A plan as it was handed over, in words (办事方案).

    Law: 行政许可法 §30 (limits and the whole list are told); 优化营商环境条例 §43 (intermediary services)
    """
    made = _day(legal_date(body.handed_over_at)) if body.handed_over_at else ""
    return {
        "title": "办事方案",
        "subject": body.title,
        "made": made,
        "code": "",
        "items": [
            {
                "name": "先后和日期",
                "version": f"第 {body.revision} 版，{made}交付",
                "rows": _rows(plan, body),
                "scenario": [_line(step) for step in body.steps],
                "materials": [_paper(paper) for paper in (*body.to_bring, *body.government_has)],
                "sections": [*(_section(step) for step in body.steps), _notes(body)],
            }
        ],
    }


def step_words(step: PlannedStep) -> tuple[str, ...]:
    """What has to be known about a step beside its dates, line by line."""
    lines = [_after(step.after_places)]
    if step.version is not None:
        lines += [*_answers(step.version, step), _limits(step.version)]
        lines.append(f"办完得到：{step.version.result.name}" if step.version.result else "")
    if step.step.kind is PlanStepKind.INTERMEDIARY:
        lines += [f"依据：{step.step.basis}" if step.step.basis else NOT_REQUIRED, FREE_CHOICE]
    lines.append(step.step.text)
    return tuple(line for line in lines if line)


def _rows(plan: PlanView, body: PlanBody) -> list[list[str]]:
    rows = (
        ("申请人", f"{plan.applicant.name}（{plan.applicant.kind.label}）"),
        ("方案码", plan.printed_code),
        ("编写人", plan.author_name),
        ("跟踪人", plan.tracker_name),
        ("起算日期", _day(body.starts_on)),
        ("最早办完", _day(body.ends_on) or "有的步骤没有公布时限，算不出"),
        ("法定最迟", _day(body.latest_on)),
        ("这一版改了", body.reason),
    )
    return [[label, value] for label, value in rows if value]


def _line(step: PlannedStep) -> str:
    return f"{step.place}. {step.name}（{step.step.kind.label}）：{_dates(step) or '日期算不出'}"


def _section(step: PlannedStep) -> SectionWords:
    return {
        "title": f"第 {step.place} 步　{step.name}",
        "lines": [line for line in (_dates(step), *step_words(step)) if line],
    }


def _notes(body: PlanBody) -> SectionWords:
    lines = [_COUNTED, "指南以后有变动的，扫码打开这份方案就能看到变了什么。"]
    if any(step.step.kind is PlanStepKind.INTERMEDIARY for step in body.steps):
        lines.append("没有写明依据的中介服务，不得作为办理审批的条件（《优化营商环境条例》第四十三条）。")
    return {"title": "说明", "lines": lines}


def _after(places: Sequence[int]) -> str:
    return f"在第 {'、'.join(map(str, places))} 步完成以后" if places else ""


def _dates(step: PlannedStep) -> str:
    dates = step.dates
    if dates.begins_on is None or dates.due_on is None:
        return ""
    if dates.begins_on == dates.due_on:
        return f"{_day(dates.due_on)}当天"
    words = f"{_day(dates.begins_on)}开始，最早 {_day(dates.due_on)}办完"
    if dates.latest_on and dates.latest_on != dates.due_on and step.version is not None:
        words += f"，法定最迟 {_day(dates.latest_on)}"
    return words


def _answers(version: HandlingVersion, step: PlannedStep) -> list[str]:
    return [
        f"{question.text} {option.label}"
        for question in version.questions
        if question.code in step.step.answers
        and (option := question.option(step.step.answers[question.code])) is not None
    ]


def _limits(version: HandlingVersion) -> str:
    found = ("承诺时限", version.promised), ("法定时限", version.statutory)
    return "，".join(f"{name} {limit.words}" for name, limit in found if limit)


def _paper(paper: PlanPaper) -> MaterialWords:
    return {
        "name": paper.name,
        "originals": "" if paper.is_held or paper.originals is None else str(paper.originals),
        "copies": "" if paper.is_held or paper.copies is None else str(paper.copies),
        "state": "政府已有，免交" if paper.is_held else "要带",
        "when": f"第 {'、'.join(map(str, paper.places))} 步用",
        "basis": "",
        "note": f"第 {paper.made_by[0]} 步办完就有" if paper.made_by else "",
        "points": [_use(use) for use in paper.uses] if len(paper.uses) > 1 else [],
    }


def _use(use: PaperUse) -> str:
    if use.is_held:
        return f"第 {use.place} 步：政府已有，免交"
    parts = [
        f"{name} {number} 份" for name, number in (("原件", use.originals), ("复印件", use.copies)) if number
    ]
    return f"第 {use.place} 步：{'，'.join(parts) or '指南没有说份数'}"


def _day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else ""
