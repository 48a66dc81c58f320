"""办件消息: at every turn of a case whoever left a number is told, once, in two languages, unnamed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from yichuang.casework.approval.tests.states import reviewed_number, terminate
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake.tests.applications import agent, authority, licence_application, person
from yichuang.casework.intake.tests.endings import declare_void, decline, delete, withdraw
from yichuang.casework.intake.tests.states import accept, faulty_company, receive, tell
from yichuang.foundation.notices.adapters.file import FileChannel
from yichuang.foundation.notices.models import Message
from yichuang.foundation.notices.types import OutgoingMessage
from yichuang.kernel import outbox
from yichuang.kernel.models import OutboxEvent
from yichuang.outcome.delivery.tests.states import decided_number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.SITE_URL = "https://zwfw.example.cn"


def hear(*names: str, at: datetime = AT, times: int = 1) -> None:
    """Hand the events of these names to their handlers, each as often as ``times`` says."""
    for row in OutboxEvent.objects.filter(name__in=names).order_by("id"):
        for path in outbox.handlers_of(row.name):
            module, _, name = path.rpartition(".")
            for _ in range(times):
                handler = getattr(import_module(module), name)
                handler(outbox.from_payload(row.name, row.payload), event_id=row.pk, at=at)


def carried(at: datetime = AT) -> list[OutgoingMessage]:
    hear("notices.message-queued", at=at)
    return list(FileChannel().written())


def link(number: str) -> str:
    return f"https://zwfw.example.cn/progress/{cases.case_by_number(number).progress_token}/"


def test_the_applicant_is_told_that_the_materials_came(county: County) -> None:
    number = receive(county).number

    hear("intake.case-received")

    [message] = carried()
    assert message.address == "13800003210"
    assert message.texts["zh"].subject == "已收到您的申请材料"
    assert message.texts["zh"].body == (
        "王*：您申请办理的“道路普通货物运输经营许可（新办）”，安澜县交通运输局已收到材料，"
        f"办件编号 {number}。是否受理，最迟 2026-02-25 前告知您。查询：{link(number)}"
    )
    assert message.texts["en"].body.endswith(
        f"by 2026-02-25 whether it is accepted. Follow it at {link(number)}"
    )


def test_acceptance_is_told_with_its_promise(county: County) -> None:
    number = receive(county).number
    accept(county, number)

    hear("intake.case-accepted")

    [message] = carried()
    promised = cases.case_by_number(number).promised_due_on
    assert promised is not None
    assert f"承诺 {promised.isoformat()} 前办结" in message.texts["zh"].body


def test_corrections_are_asked_for_with_their_last_day(county: County) -> None:
    number = faulty_company(county)
    tell(county, number)

    hear("intake.correction-requested")

    [message] = carried()
    asked = OutboxEvent.objects.get(name="intake.correction-requested").payload
    assert message.address == "13700007351"
    assert message.texts["zh"].subject == "请补正申请材料"
    assert (
        f"材料需要补正 {asked['gap_count']} 处，请在 {asked['correct_by']} 前提交" in message.texts["zh"].body
    )
    assert message.texts["zh"].body.startswith("安澜县顺达运输有限公司：")


def test_non_acceptance_and_an_end_are_told(county: County) -> None:
    refused = receive(county).number
    decline(county, refused)
    terminate(county, reviewed_number(county))

    hear("intake.acceptance-declined", "approval.case-terminated")

    subjects = {message.texts["zh"].subject for message in carried()}
    assert subjects == {"您的申请未被受理", "您的申请已终止办理"}


@pytest.mark.parametrize("by_agent", [False, True], ids=["in-person", "by-agent"])
def test_a_withdrawal_is_told_to_the_applicant(county: County, by_agent: bool) -> None:
    """Who took it back for them cannot do it behind their back."""
    application = licence_application(
        agent=agent() if by_agent else None, authority=authority() if by_agent else None
    )
    number = receive(county, application).number
    withdraw(county, number, by_agent=by_agent)

    hear("intake.case-withdrawn", times=2)

    [message] = carried()
    assert message.address == "13800003210"
    assert message.texts["zh"].subject == "您的申请已撤回"
    assert message.texts["zh"].body == (
        f"王*：您申请办理的“道路普通货物运输经营许可（新办）”（办件编号 {number}）已撤回，不再办理；"
        f"退还的材料列在终止办理（退件）通知书上：{link(number)} 还要办的，可以重新申请。"
    )
    assert message.texts["en"].subject == "Your application was withdrawn"
    assert f"are listed in the notice: {link(number)} You" in message.texts["en"].body


@pytest.mark.parametrize(
    ("cancel", "subject", "words"),
    [
        (declare_void, "您的办件已作废", "已作废，不再办理。原因和已收材料的退还"),
        (delete, "这个办件编号不再使用", "是录入错误，已删除，凭它不再办理。"),
    ],
    ids=["void", "deleted"],
)
def test_a_cancelled_case_is_told_to_the_applicant(
    county: County, cancel: Callable[[County, str], None], subject: str, words: str
) -> None:
    number = receive(county).number
    cancel(county, number)

    hear("intake.case-cancelled", times=2)

    [message] = carried()
    assert message.address == "13800003210"
    assert message.texts["zh"].subject == subject
    assert words in message.texts["zh"].body
    assert number in message.texts["zh"].body
    assert link(number) in message.texts["zh"].body
    assert number in message.texts["en"].body


def test_the_result_is_told_with_the_place_it_waits_at(county: County) -> None:
    number = decided_number(county)
    hear("approval.case-decided")

    hear("delivery.result-prepared")

    [message] = carried()
    assert message.texts["zh"].subject == "您可以领取办理结果"
    assert number in message.texts["zh"].body
    assert "到安澜县政务服务中心领取" in message.texts["zh"].body


def test_a_handler_that_runs_again_tells_once(county: County) -> None:
    receive(county)

    hear("intake.case-received", times=3)

    assert Message.objects.count() == 1
    assert len(carried()) == 1


def test_whoever_left_no_number_is_left_in_peace(county: County) -> None:
    receive(county, licence_application(applicant=person(phone="")))

    hear("intake.case-received")

    assert not Message.objects.exists()


def test_the_agent_is_told_when_only_they_left_a_number(county: County) -> None:
    receive(county, licence_application(applicant=person(phone=""), agent=agent()))

    hear("intake.case-received")

    [message] = carried()
    assert message.address == "13900009876"
    assert message.texts["zh"].body.startswith("王*：")


def test_what_is_long_ago_is_no_news(county: County) -> None:
    receive(county)

    hear("intake.case-received", at=AT + timedelta(days=2, seconds=1))

    assert not Message.objects.exists()


def test_neither_events_nor_texts_name_anybody(county: County) -> None:
    receive(county)
    hear("intake.case-received")

    payloads = str(list(OutboxEvent.objects.values_list("payload", flat=True)))
    [message] = carried()
    said = "".join(text.subject + text.body for text in message.texts.values())
    for secret in ("王小满", "13800003210", person().id_number):
        assert secret not in payloads
        assert secret not in said
