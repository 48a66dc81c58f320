"""``catalogue analyse``: over one item, over all."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from yichuang.offer.catalogue.rules import analysis
from yichuang.offer.catalogue.tests.factories import content, material, publish, published_item, question
from yichuang.offer.catalogue.types import Element

pytestmark = pytest.mark.django_db


def run(*words: Any) -> str:
    out = StringIO()
    call_command("catalogue_analyse", *words, stdout=out)
    return out.getvalue()


def test_one_item_in_words() -> None:
    version = published_item(
        name="道路货运经营许可", questions=(question("kind", text="谁来办"),), materials=(material(),)
    )

    assert run(version.code).splitlines() == [
        "分析 1 项，发现 1 个问题",
        f"{version.code} 道路货运经营许可（第 1 版）：2 种回答，1 份不同的清单",
        "    问题“谁来办”怎么回答，材料清单都一样",
    ]


def test_every_item_as_a_document() -> None:
    sound = published_item(name="道路货运经营许可")
    unknown = publish(replace(content(materials=(), questions=()), unknown=(Element.MATERIALS,)))
    idle = published_item(questions=(question("kind", text="谁来办"),), materials=(material(),))

    documents = {document["code"]: document for document in json.loads(run("--json"))}

    assert documents[sound.code] == {
        "code": sound.code, "name": "道路货运经营许可", "version": 1, "refusal": None,
        "paths": 2, "lists": 2, "empty": 0, "findings": [],
    }  # fmt: skip
    assert documents[idle.code]["findings"] == [
        {
            "trouble": "question-idle",
            "pointer": "/questions/0",
            "words": "问题“谁来办”怎么回答，材料清单都一样",
        }
    ]
    assert unknown.code not in documents


def test_an_item_beyond_the_bound_is_named_and_the_others_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    simple = published_item(questions=(), materials=(material(),))
    large = published_item()
    monkeypatch.setattr(analysis, "MOST_CONDITIONS", 0)

    documents = {document["code"]: document for document in json.loads(run("--json"))}

    assert documents[simple.code]["lists"] == 1
    assert documents[large.code]["refusal"] == "互相牵连的条件超过 0 个，无法逐一分析"
    assert "lists" not in documents[large.code]


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(SystemExit) as left:
        run("X0000")

    assert left.value.code == 1
