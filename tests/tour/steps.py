"""The steps of the tour: each prints a line with number, document and due date, and reads the document."""

from __future__ import annotations

import io
import re
import time
from functools import cached_property
from typing import Any

import httpx
from pypdf import PdfReader

from tests.desk import Desk, Person, application, command, web_url

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
        return Desk(self.token(role, *words))

    @staticmethod
    def token(role: str, *words: str) -> str:
        return str(command("token", "create", "--role", role, *words)["token"])

    @cached_property
    def clerk_token(self) -> str:
        return self.token("clerk", "--outlet", "HALL", "--user", "lixiaolan")

    @cached_property
    def clerk(self) -> Desk:
        """A clerk of the hall."""
        return Desk(self.clerk_token)

    @cached_property
    def officer(self) -> Desk:
        """An officer of the transport department."""
        return self.staff("department-officer", "--organisation", "JTJ")

    @cached_property
    def head(self) -> Desk:
        """The head of the transport department."""
        return self.staff("department-head", "--organisation", "JTJ")

    @cached_property
    def issuer(self) -> Desk:
        """An issuing clerk of the hall."""
        return self.staff("issuing-clerk", "--outlet", "HALL")

    def paper(
        self, who: str, what: str, notice: dict[str, str], number: str, *facts: str, says: tuple[str, ...],
        by: Desk | None = None,
    ) -> None:  # fmt: skip
        """An act that gave somebody a document: it is read, and told with number and facts."""
        size = self.read_pdf(notice["url"], number, *says, by=by)
        self.say(who, what, number, notice["number"], *facts, size)

    def read_pdf(self, url: str, *expected: str, by: Desk | None = None) -> str:
        """Fetch a document and check that its text holds what was expected.

        Args:
            by: a member of staff who opens it; None: whoever has the link, as the citizen.
        """
        headers = by.http.headers if by else None
        deadline = time.monotonic() + PDF_SECONDS
        while True:
            response = httpx.get(web_url() + url, headers=headers, timeout=30)
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

    def receive(
        self, who: str, desk: Desk, body: dict[str, Any], *, is_whole: bool = True, says: str = ""
    ) -> str:
        received = desk.post("/cases", body)
        if bool(received["missing"]) == is_whole:
            raise RuntimeError(f"missing: {received['missing']}")
        number = str(received["number"])
        words = (body["applicant"]["name"], "样章", *([says] if says else []))
        self.paper(
            who,
            "收件，出收件凭证",
            received["receipt"],
            number,
            f"{received['answer_due_on']} 前答复",
            says=words,
        )
        return number

    def accepted(self, person: Person, window: str) -> str:
        """A case of the licence item, received and accepted."""
        number = self.receive("受理员", self.clerk, self.prepare(LICENCE, person, window))
        self.accept("受理员", self.clerk, number, window)
        return number

    def examine(self, number: str, conclusion: str) -> None:
        self.officer.post(f"/cases/{number}/claim")
        self.say("承办人", "领取", number)
        self.opine(self.officer, number, conclusion)

    def opine(self, officer: Desk, number: str, conclusion: str) -> None:
        text = {
            "grant": "材料属实，车辆符合规定，建议准予。",
            "refuse": "现场没有检测合格的车辆，建议不予批准。",
        }[conclusion]
        officer.post(f"/cases/{number}/opinions", {"conclusion": conclusion, "text": text})
        self.say("承办人", "提出审查意见", text)

    def ended(self, desk: Desk, number: str, status: str, code: str) -> None:
        case = desk.get(f"/cases/{number}")
        if (case["status"], case["completion_code"]) != (status, code):
            raise RuntimeError(f"{number} is {case['status']}, {case['completion_code']}")

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

    def deliver(
        self, who: str, desk: Desk, number: str, person: Person, window: str, *, relation: str = "self",
        code: str = "0",
    ) -> None:  # fmt: skip
        receiver = {"name": person.name, "relation": relation, "id_checked": True}
        delivered = desk.post(f"/cases/{number}/delivery", {"receiver": receiver, "window": window})
        document = delivered["document_number"]
        self.paper(
            who,
            "核对证件，送达，出送达回证",
            delivered["notice"],
            number,
            document,
            says=("送达回证", document),
        )
        self.ended(desk, number, "delivered", code)

    def papers(self, desk: Desk, number: str, count: int) -> None:
        documents = desk.get(f"/cases/{number}/documents")
        timeline = desk.get(f"/cases/{number}/timeline")
        if len(documents) != count or not all(document["ready"] for document in documents):
            raise RuntimeError(f"{number} has {documents}")
        self.say(
            "办事人", "案卷完整", f"{len(documents)} 份文书", "→".join(entry["label"] for entry in timeline)
        )
