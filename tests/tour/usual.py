"""What happens besides the good path: people forget papers, come to the wrong place, change their minds."""

from __future__ import annotations

from typing import Any

from tests.desk import Desk, a_person
from tests.tour.earlier import ten_days_ago
from tests.tour.steps import LICENCE, Tour

BASIS = ["《中华人民共和国道路运输条例》第二十四条"]


def corrected(tour: Tour) -> None:
    """A paper is missing and another not filled in: told once of both, brought, accepted."""
    person, clerk = a_person(101), tour.clerk
    whole = tour.prepare(LICENCE, person, "A1")
    first, second, *_ = (entry for entry in whole["materials"] if entry["points"])
    spoilt = first | {"points": dict.fromkeys(first["points"], False)}
    body = whole | {"materials": [spoilt, *(m for m in whole["materials"] if m not in (first, second))]}
    number = tour.receive("受理员", clerk, body, is_whole=False)
    told = clerk.post(f"/cases/{number}/correction-notice", {"window": "A1"})
    tour.paper(
        "受理员", "一次性补正告知", told["notice"], number, f"{len(told['gaps'])} 处",
        f"{told['correct_by']} 前补正", says=("一次性补正告知书", *(gap["material"] for gap in told["gaps"])),
    )  # fmt: skip
    tour.follow(number, person, "补正")
    brought = clerk.post(f"/cases/{number}/corrections", {"window": "A1", "materials": [first, second]})
    if brought["missing"]:
        raise RuntimeError(f"{number} still lacks {brought['missing']}")
    tour.paper("受理员", "收到补正材料", brought["receipt"], number, says=("补正材料接收单",))
    tour.accept("受理员", clerk, number, "A1")


def not_accepted(tour: Tour) -> None:
    """The wrong authority: told in writing, with the reason and the right one."""
    person, clerk = a_person(102), tour.clerk
    number = tour.receive("受理员", clerk, tour.prepare(LICENCE, person, "A1"))
    ended = clerk.post(
        f"/cases/{number}/non-acceptance",
        {
            "window": "A1",
            "ground": "not-competent",
            "reason": "车辆在邻县登记，经营地也在邻县。",
            "legal_basis": BASIS,
            "apply_to": "邻县交通运输局",
        },
    )
    tour.paper(
        "受理员", "不予受理", ended["notice"], number, "应当向邻县交通运输局申请",
        says=("不予受理通知书", "邻县交通运输局", "行政复议"),
    )  # fmt: skip
    tour.ended(clerk, number, "not-accepted", "1")
    tour.follow(number, person, "不予受理")


def refused(tour: Tour) -> None:
    """The conditions are not met: refused in writing, with reason and remedies, and handed over."""
    person = a_person(103)
    number = tour.accepted(person, "A1")
    tour.examine(number, "refuse")
    decided = tour.head.post(
        f"/cases/{number}/refusal",
        {"facts": "现场没有检测合格的车辆。", "reason": "不符合许可条件。", "legal_basis": BASIS},
    )
    tour.paper(
        "负责人", "决定不予行政许可", decided["notice"], number,
        says=("不予行政许可决定书", "六十日", "六个月"),
    )  # fmt: skip
    tour.deliver("出件员", tour.issuer, number, person, "A4", code="1")


def withdrawn(tour: Tour) -> None:
    """The applicant takes it back before anybody decided."""
    person, clerk = a_person(104), tour.clerk
    number = tour.accepted(person, "A1")
    ended = clerk.post(
        f"/cases/{number}/withdrawal",
        {"window": "A1", "has_signed_paper": True, "identity_checked": True, "reason": "车辆改卖给别人"},
    )
    tour.paper(
        "受理员", "撤回申请", ended["notice"], number, f"退回 {len(ended['returned'])} 样材料",
        says=("申请人撤回申请",),
    )  # fmt: skip
    tour.ended(clerk, number, "withdrawn", "1")
    tour.follow(number, person, "撤回")


def silent(tour: Tour) -> None:
    """Received ten days ago and answered by nobody: the law has accepted it, the officer decides."""
    person = a_person(105)
    body = tour.prepare(LICENCE, person, "A1")
    with ten_days_ago() as base:
        then = Desk(tour.clerk_token, base)
        received = then.post("/cases", body)
    number = str(received["number"])
    tour.say("受理员", "十天前收件，没有答复", number, f"{received['answer_due_on']} 前应当答复")
    officer = tour.officer
    officer.post(f"/cases/{number}/claim")
    case = officer.get(f"/cases/{number}")
    if case["accepted_at"] != case["received_at"]:
        raise RuntimeError(f"{number} was accepted at {case['accepted_at']}")
    documents = tour.clerk.get(f"/cases/{number}/documents")
    notice = next(paper for paper in documents if paper["kind"] == "acceptance-notice")
    tour.paper(
        "承办人", "领取：五个工作日没有答复，依法视为受理", notice, number, f"承诺 {case['promised_due_on']}",
        says=("受理通知书", "视为受理"), by=tour.clerk,
    )  # fmt: skip
    tour.opine(officer, number, "grant")
    tour.decide("负责人", tour.head, number, "准予行政许可决定书")


def by_agent(tour: Tour) -> None:
    """Somebody else comes with a written authority, applies and collects."""
    person, agent = a_person(106), a_person(107)
    body: dict[str, Any] = tour.prepare(LICENCE, person, "A1", agent="agent")
    authority = {
        "powers": ["apply", "correct", "collect"],
        "valid_from": "2026-11-01",
        "valid_until": "2026-12-31",
        "handling_codes": [LICENCE],
    }
    body["agent"] = agent.as_applicant() | {"authority": authority}
    number = tour.receive("受理员", tour.clerk, body, says=agent.name)
    tour.accept("受理员", tour.clerk, number, "A1")
    tour.examine(number, "grant")
    tour.decide("负责人", tour.head, number, "准予行政许可决定书")
    tour.deliver("出件员", tour.issuer, number, agent, "A4", relation="agent")
