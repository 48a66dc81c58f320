"""``yichuang correction period``."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from yichuang.casework.intake import queries
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("correction_period", *arguments)
    return capsys.readouterr().out


def test_it_shows_what_is_usual(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == "补正期限 15 个工作日\n"
    assert json.loads(said(capsys, "--json")) == {"amount": 15, "unit": "working-day", "basis": ""}


@pytest.mark.parametrize(
    ("option", "limit"),
    [
        ("--working-days=20", Limit(20, LimitUnit.WORKING_DAY, "某省政务服务条例")),
        ("--calendar-days=30", Limit(30, LimitUnit.CALENDAR_DAY, "某省政务服务条例")),
        ("--months=1", Limit(1, LimitUnit.MONTH, "某省政务服务条例")),
    ],
)
def test_it_sets_what_is_usual(capsys: pytest.CaptureFixture[str], option: str, limit: Limit) -> None:
    assert said(capsys, option, "--basis=某省政务服务条例") == (
        f"补正期限 {limit.words}，依据某省政务服务条例\n"
    )
    assert queries.usual_correction() == limit
    assert AuditEntry.objects.get(stream="correction-period").actor == "system"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--working-days=20",), "请写明补正期限的依据"),
        (("--months=13", "--basis=条例"), "补正期限不能是 13 个月：要按工作日、自然日或者月计算，不超过一年"),
        (("--working-days=0", "--basis=条例"), "时限应为 1 至 3650 的整数，不是 0"),
    ],
)
def test_it_refuses_what_nobody_can_be_given(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("correction_period", *arguments)

    assert (end.value.code, capsys.readouterr().err) == (1, f"{sentence}\n")
    assert queries.usual_correction() == Limit(15, LimitUnit.WORKING_DAY)
    assert not AuditEntry.objects.exists()
