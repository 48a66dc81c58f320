"""``make tour``: one 承诺件 and one 即办件 on a throw-away product, over HTTP, from question to hand-over.

Five people take part: a citizen, a window clerk, two officers of the department, a chief
representative and an issuing clerk. Every step prints a line; every document is fetched and read.
"""

from __future__ import annotations

import io
import re
import sys
import time
from typing import Any

import httpx
from pypdf import PdfReader

from tests.desk import Desk, Person, a_person, application, command, web_url

LICENCE = "11990101MB2A1056XG499011800100001"  # 道路普通货物运输经营许可（新办）
CARD = "11990101MB2A102365499201401500001"  # 社会保障卡申领
PDF_SECONDS = 20.0


class Tour:
    """Counts the steps and says what each did."""

    def __init__(self) -> None:
        self.steps = 0
        self.public = Desk()

    def say(self, who: str, what: str, *facts: str) -> None:
        self.steps += 1
        print(f"{self.steps:>3}  {who:<8}{what}  {' · '.join(fact for fact in facts if fact)}", flush=True)

    def staff(self, role: str, *words: str) -> Desk:
        return Desk(command("token", "create", "--role", role, *words)["token"])

    def read_pdf(self, url: str, *expected: str) -> str:
        """Fetch a document as the citizen does and check that its text holds what was expected."""
        deadline = time.monotonic() + PDF_SECONDS
        while True:
            response = httpx.get(web_url() + url, timeout=30)
            if response.status_code == 200:
                break
            if response.status_code != 503 or time.monotonic() > deadline:
                raise RuntimeError(f"{url}: {response.status_code}")
            time.sleep(0.2)
        pages = PdfReader(io.BytesIO(response.content)).pages
        text = re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
        for words in expected:
            if re.sub(r"\s+", "", words) not in text:
                raise RuntimeError(f"{url} does not say {words!r}")
        return f"{len(pages)} 页 {len(response.content) // 1024} KiB"

    # — what the citizen does —

    def find(self, asked: str, code: str) -> None:
        hits = self.public.get("/items", q=asked)
        found = next((hit for hit in hits if hit["code"] == code), None)
        if found is None:
            raise RuntimeError(f"{asked!r} does not find {code}")
        self.say("办事人", f"搜“{asked}”", found["name"], found["organisation"])

    def prepare(self, code: str, person: Person, window: str, **choose: str) -> dict[str, Any]:
        body = application(self.public, code, person, window, choose)
        self.say("办事人", "答情形，得到清单", f"要准备 {len(body['materials'])} 样")
        page = httpx.get(f"{web_url()}/guide/{code}/", timeout=30)
        page.raise_for_status()
        return body

    def follow(self, number: str, person: Person, expected: str) -> None:
        """Ask by number and the phone's last four digits, as the page does."""
        with httpx.Client(base_url=web_url(), follow_redirects=True, timeout=30) as browser:
            form = browser.get("/progress/")
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
            answer = browser.post(
                "/progress/",
                data={"number": number, "last4": person.phone[-4:], "csrfmiddlewaretoken": token.group(1)},
                headers={"Referer": web_url() + "/progress/"},
            )
        if answer.status_code != 200 or expected not in answer.text:
            raise RuntimeError(f"progress of {number}: {answer.status_code}, {expected!r} is not on the page")
        self.say("办事人", "查进度", number, expected)

    # — what the staff does —

    def receive(self, who: str, desk: Desk, body: dict[str, Any]) -> str:
        received = desk.post("/cases", body)
        if received["missing"]:
            raise RuntimeError(f"something is missing: {received['missing']}")
        number = str(received["number"])
        size = self.read_pdf(received["receipt"]["url"], number, body["applicant"]["name"], "样章")
        self.say(
            who,
            "收件，出收件凭证",
            number,
            received["receipt"]["number"],
            f"{received['answer_due_on']} 前答复",
            size,
        )
        return number

    def accept(self, who: str, desk: Desk, number: str, window: str) -> None:
        accepted = desk.post(f"/cases/{number}/acceptance", {"window": window})
        due = accepted["promised_due_on"]
        size = self.read_pdf(accepted["notice"]["url"], "受理通知书", number)
        self.say(who, "受理，出受理通知书", accepted["notice"]["number"], f"承诺 {due}", size)

    def decide(self, who: str, desk: Desk, number: str, title: str, *, immediate: bool = False) -> None:
        decided = desk.post(f"/cases/{number}/decision", {"outcome": "granted", "immediate": immediate})
        expected = [title, number, *([decided["authorisation"]] if immediate else [])]
        size = self.read_pdf(decided["notice"]["url"], *expected)
        self.say(
            who, "决定准予", decided["notice"]["number"], f"至 {decided['valid_until'] or '长期'}",
            decided["authorisation"], size,
        )  # fmt: skip

    def deliver(self, who: str, desk: Desk, number: str, person: Person, window: str) -> None:
        receiver = {"name": person.name, "relation": "self", "id_checked": True}
        delivered = desk.post(f"/cases/{number}/delivery", {"receiver": receiver, "window": window})
        self.say(who, "核对证件，送达", delivered["document_number"])
        case = desk.get(f"/cases/{number}")
        if (case["status"], case["completion_code"]) != ("delivered", "0"):
            raise RuntimeError(f"{number} is {case['status']}, {case['completion_code']}")

    def papers(self, desk: Desk, number: str, count: int) -> None:
        documents = desk.get(f"/cases/{number}/documents")
        timeline = desk.get(f"/cases/{number}/timeline")
        if len(documents) != count or not all(document["ready"] for document in documents):
            raise RuntimeError(f"{number} has {documents}")
        self.say(
            "办事人", "案卷完整", f"{len(documents)} 份文书", "→".join(entry["label"] for entry in timeline)
        )


def committed(tour: Tour) -> None:
    """The 承诺件: any window receives, the department decides, one desk hands out."""
    person = a_person(7)
    tour.find("货运证", LICENCE)
    body = tour.prepare(LICENCE, person, "A2")
    clerk = tour.staff("clerk", "--outlet", "HALL")
    number = tour.receive("受理员", clerk, body)
    tour.accept("受理员", clerk, number, "A2")
    tour.follow(number, person, "前有结果")
    officer = tour.staff("department-officer", "--organisation", "JTJ")
    officer.post(f"/cases/{number}/claim")
    tour.say("承办人", "领取", number)
    officer.post(
        f"/cases/{number}/opinions", {"conclusion": "grant", "text": "材料属实，车辆符合规定，建议准予。"}
    )
    tour.say("承办人", "提出审查意见", "建议准予")
    head = tour.staff("department-head", "--organisation", "JTJ")
    tour.decide("负责人", head, number, "准予行政许可决定书")
    issuer = tour.staff("issuing-clerk", "--outlet", "HALL")
    tour.deliver("出件员", issuer, number, person, "A4")
    tour.follow(number, person, "已办结")
    tour.papers(clerk, number, 3)


def immediate(tour: Tour) -> None:
    """The 即办件: one chief representative, one visit, under a written authorisation."""
    person = a_person(11)
    tour.find("sbk", CARD)
    body = tour.prepare(CARD, person, "C1")
    chief = tour.staff(
        "chief-representative", "--outlet", "HALL", "--organisation", "RSJ", "--user", "chentao"
    )
    number = tour.receive("首席代表", chief, body)
    tour.accept("首席代表", chief, number, "C1")
    tour.decide("首席代表", chief, number, "办结通知书", immediate=True)
    tour.deliver("首席代表", chief, number, person, "C1")
    tour.follow(number, person, "已办结")
    tour.papers(chief, number, 3)


def audit(tour: Tour) -> None:
    """The audit log of all this is whole."""
    command("audit", "seal")
    found = command("audit", "verify")
    if found["faults"] or not found["seals"] or found["unsealed"]:
        raise RuntimeError(f"audit: {found}")
    tour.say("审计员", "核验审计日志", f"{found['streams']} 条链", f"{found['entries']} 条记录")


def main() -> int:
    tour = Tour()
    try:
        committed(tour)
        immediate(tour)
        audit(tour)
    except (RuntimeError, httpx.HTTPError) as failure:
        print(f"tour: failed at step {tour.steps + 1}: {failure}", file=sys.stderr)
        return 1
    print(f"tour: {tour.steps} steps ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
