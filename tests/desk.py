"""A person at a desk, over HTTP: what the tour, the benches and the contract tests share."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
from stdnum.iso7064 import mod_11_2

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("小满", "清明", "立秋", "霜降", "谷雨", "白露", "芒种", "惊蛰")


def web_url() -> str:
    """Where the product under test answers."""
    return os.environ["YICHUANG_WEB_URL"].rstrip("/")


def command(*words: str) -> Any:
    """Run ``yichuang <words> --json`` against the product under test."""
    done = subprocess.run(
        [sys.executable, "-m", "config.cli", *words, "--json"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"yichuang {' '.join(words)}: exit {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Person:
    """A synthetic applicant; the prefix 99 belongs to nobody."""

    name: str
    id_number: str
    phone: str

    def as_applicant(self) -> dict[str, str]:
        return {
            "kind": "natural",
            "name": self.name,
            "id_type": "resident-id",
            "id_number": self.id_number,
            "phone": self.phone,
        }


def a_person(number: int) -> Person:
    """The ``number``-th synthetic person, always the same."""
    born = date(1960 + number % 45, 1 + number % 12, 1 + number % 28)
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES) % len(GIVEN)]
    body = f"990101{born:%Y%m%d}{number % 1000:03d}"
    return Person(name, body + mod_11_2.calc_check_digit(body), f"1990000{number % 10000:04d}")


class Desk:
    """One member of staff with a bearer token, or nobody (the public)."""

    def __init__(self, token: str = "", base: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(base_url=(base or web_url()) + "/api/v1", headers=headers, timeout=30)

    def get(self, path: str, **params: str) -> Any:
        return self._answer(self.http.get(path, params=params))

    def post(self, path: str, body: dict[str, Any] | None = None, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or secrets.token_hex(12)}
        return self._answer(self.http.post(path, json=body or {}, headers=headers))

    @staticmethod
    def _answer(response: httpx.Response) -> Any:
        if response.is_error:
            asked = f"{response.request.method} {response.request.url.path}"
            raise RuntimeError(f"{asked}: {response.status_code} {response.text}")
        return response.json()


def application(
    public: Desk, code: str, person: Person, window: str, choose: dict[str, str]
) -> dict[str, Any]:
    """A complete application: every question answered, every material of the exact list with its points.

    Args:
        choose: question code → option code; other questions take their first option.
    """
    answers: dict[str, str] = {}
    guide = public.get(f"/items/{code}/guide")
    while guide["unanswered"]:
        question = guide["unanswered"][0]
        answers[question["code"]] = choose.get(question["code"], question["options"][0]["code"])
        guide = public.get(
            f"/items/{code}/guide", answers=",".join(f"{q}:{option}" for q, option in answers.items())
        )
    materials = [
        {
            "code": material["code"],
            "collected": "paper",
            "originals": material["originals"] or 0,
            "copies": material["copies"] or 0,
            "points": {point["code"]: True for point in material["points"]},
        }
        for material in guide["to_bring"]
    ]
    return {
        "code": code,
        "answers": answers,
        "applicant": person.as_applicant(),
        "materials": materials,
        "window": window,
    }
