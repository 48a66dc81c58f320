"""Reads of guidance: the exact list and its link. Everything here is computed, nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance.rules import (
    answer_faults,
    decode_answers,
    encode_answers,
    exact_list,
    next_questions,
    relevant_answers,
)

__all__ = [
    "answer_faults",
    "decode_answers",
    "encode_answers",
    "exact_list",
    "next_questions",
    "personal_list_url",
    "relevant_answers",
]


def personal_list_url(version: HandlingVersion, answers: Mapping[str, str]) -> str:
    """Path of the personal list (我的清单) of these answers, the same for the same answers: fit for a QR.

    It names the version number, so that the page can say when a newer version holds.
    """
    state = encode_answers(answers)
    path = f"/guide/{quote(version.code, safe='')}/list/?v={version.version_number}"
    return f"{path}&answers={quote(state, safe=':,')}" if state else path
