"""Clients that work through the API and are not put off: the same key again until there is an answer."""

from __future__ import annotations

import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.desk import Desk, a_person, application, web_url

LICENCE = "11990101MB2A1056XG499011800100001"  # 道路普通货物运输经营许可（新办）: received and accepted
CARD = "11990101MB2A102365499201401500001"  # 社会保障卡申领: received, accepted and decided on the spot
PATIENCE_SECONDS = 600.0  # the web may be killed before it was ever up, several times in a row
FIRST_PERSON = 40_000


@dataclass
class Answered:
    """What one application was answered. Empty texts: that act was not asked for."""

    number: str = ""
    receipt: str = ""
    acceptance: str = ""
    decision: str = ""


@dataclass
class Tally:
    """What all clients together saw."""

    answered: list[Answered] = field(default_factory=list)
    retries: int = 0
    unavailable: int = 0
    replays: int = 0
    wrong: list[str] = field(default_factory=list)


class Client(threading.Thread):
    """One desk. Each application is another person, so that a case made twice shows."""

    def __init__(self, place: int, token: str, code: str, window: str, tally: Tally, *, pause: float) -> None:
        super().__init__(daemon=True)
        self.place, self.token, self.code, self.window = place, token, code, window
        self.tally, self.pause = tally, pause
        self.ending = threading.Event()

    def run(self) -> None:
        try:
            body = self._body()
            count = 0
            while not self.ending.is_set():
                person = a_person(FIRST_PERSON + self.place * 10_000 + count)
                self._handle(body | {"applicant": person.as_applicant()})
                count += 1
                self.ending.wait(self.pause)
        except Exception as failure:
            self.tally.wrong.append(f"client {self.place}: {type(failure).__name__}: {failure}")
            raise

    def _body(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            public = Desk()
            try:
                return application(public, self.code, a_person(1), self.window, {})
            except (RuntimeError, httpx.HTTPError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
            finally:
                public.http.close()

    def _handle(self, body: dict[str, Any]) -> None:
        done = Answered()
        received = self._post("/cases", body)
        done.number, done.receipt = received["number"], received["receipt"]["number"]
        self.tally.answered.append(done)
        accepted = self._post(f"/cases/{done.number}/acceptance", {"window": self.window})
        done.acceptance = accepted["notice"]["number"]
        if self.code == CARD:
            decided = self._post(f"/cases/{done.number}/decision", {"outcome": "granted", "immediate": True})
            done.decision = decided["notice"]["number"]

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask until there is an answer; then, now and then, ask again and compare."""
        key = secrets.token_hex(12)
        answer = self._ask(path, body, key)
        if secrets.randbelow(4) == 0:
            self.tally.replays += 1
            again = self._ask(path, body, key)
            if json.dumps(again, sort_keys=True) != json.dumps(answer, sort_keys=True):
                self.tally.wrong.append(f"{path}: asked again by the same key, answered otherwise")
        return answer

    def _ask(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                response = httpx.post(f"{web_url()}/api/v1{path}", json=body, headers=headers, timeout=20)
            except httpx.TransportError:
                status = 0
            else:
                status = response.status_code
                if status in (200, 201):
                    return dict(response.json())
                # 409: the first try is still at it, or was killed in the middle and holds its row a moment
                if status not in (409, 502, 503, 504) and status != 500:
                    raise RuntimeError(f"{path}: {status} {response.text}")
            self.tally.retries += 1
            self.tally.unavailable += status >= 500
            if time.monotonic() > deadline:
                raise RuntimeError(f"{path}: no answer within {PATIENCE_SECONDS:.0f} s, last status {status}")
            time.sleep(0.2)
