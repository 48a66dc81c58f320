"""Asking once for corrections, and taking them in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import services
from yichuang.casework.intake.api.shapes import MaterialIn, WindowIn
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.api import (
    WRITE_PROBLEMS,
    Code,
    Flag,
    Input,
    IssuedOut,
    Key,
    Line,
    Text,
    idempotent,
)
from yichuang.kernel.time import now

router = Router(tags=["casework"])


class CorrectionNoticeIn(Input):
    """What is added to the list of what is missing, which nobody can add to or leave out of."""

    window: Annotated[
        Line, Field(max_length=20, description="窗口编号, as in A1; empty: a supervisor, who has none")
    ] = ""
    outlet: Annotated[Line, Field(max_length=40, description="网点编号; empty: that of the token")] = ""
    notes: Annotated[
        dict[Code, Annotated[Text, Field(max_length=300)]],
        Field(max_length=200, description="Key of the gap (m1, or m1.p2 for a review point) → 窗口说明"),
    ] = {}
    reason: Annotated[
        Text, Field(max_length=500, description="再次告知的理由, of what could be seen the first time")
    ] = ""


class GapOut(Schema):
    """One thing to correct. ``told_before``: it could be seen when an earlier notice was given."""

    key: str
    material: str
    problem: str
    how_to_fix: str
    legal_basis: str
    told_before: bool


class CorrectionNoticeOut(Schema):
    """The notice, its complete list, and the last day to correct."""

    number: str
    notice: IssuedOut
    gaps: list[GapOut]
    correct_by: date


class CorrectionsIn(WindowIn):
    """Materials handed in to correct."""

    materials: Annotated[list[MaterialIn], Field(min_length=1, max_length=200)]
    by_agent: Annotated[Flag, Field(description="代理人 handed them in")] = False


class CorrectionsOut(Schema):
    """The receipt, what is still missing, in words, and the last day to hand it in."""

    number: str
    receipt: IssuedOut
    missing: list[str]
    correct_by: date


@router.post(
    "/cases/{number}/correction-notice",
    response={201: CorrectionNoticeOut} | WRITE_PROBLEMS,
    summary="一次性补正告知 Tell once of everything to correct",
)
def tell_corrections(
    request: HttpRequest, number: str, data: CorrectionNoticeIn, idempotency_key: Key
) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.check_number(number)
    window = None
    if data.window:
        window = accounts.window_of(actor, Act.CORRECT, window=data.window, outlet=data.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        told = services.request_correction(
            number=number, window=window, actor=actor, at=now(), notes=data.notes, reason=data.reason
        )
        return 201, {
            "number": number,
            "notice": told.notice.link,
            "gaps": [
                {
                    "key": line.gap.key,
                    "material": line.gap.material_name,
                    "problem": line.problem,
                    "how_to_fix": line.instructions,
                    "legal_basis": line.legal_basis,
                    "told_before": line.told_before,
                }
                for line in told.lines
            ],
            "correct_by": told.correct_by.isoformat(),
        }

    return idempotent(request, f"cases/{number}/correction-notice", actor.principal, write)


@router.post(
    "/cases/{number}/corrections",
    response={201: CorrectionsOut} | WRITE_PROBLEMS,
    summary="收到补正材料 Record corrections",
)
def record_corrections(
    request: HttpRequest, number: str, data: CorrectionsIn, idempotency_key: Key
) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.check_number(number)
    window = accounts.window_of(actor, Act.CORRECT, window=data.window, outlet=data.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        done = services.record_corrections(
            number=number,
            materials=[material.to_input() for material in data.materials],
            window=window,
            actor=actor,
            at=now(),
            by_agent=data.by_agent,
        )
        return 201, {
            "number": number,
            "receipt": done.receipt.link,
            "missing": [gap.words for gap in done.gaps],
            "correct_by": done.correct_by.isoformat(),
        }

    return idempotent(request, f"cases/{number}/corrections", actor.principal, write)
