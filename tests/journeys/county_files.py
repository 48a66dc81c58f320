"""The sample county as files: ``data/anlan`` read once, with what several tests ask of it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COUNTY = Path(__file__).resolve().parents[2] / "data" / "anlan"
FILES = sorted((COUNTY / "items").glob("*.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


COUNTY_FILE = read(COUNTY / "county.json")
PEOPLE = read(COUNTY / "people.json")
ITEMS = [item for path in FILES for item in read(path)["items"]]
HANDLING = [(item, handling) for item in ITEMS for handling in item["handling_items"]]
ORGANISATIONS = {entry["code"]: entry for entry in COUNTY_FILE["organisations"]}
OUTLETS = {entry["code"]: entry for entry in COUNTY_FILE["outlets"]}

each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["name"])
each_handling = pytest.mark.parametrize(
    ("item", "handling"), HANDLING, ids=[handling["name"] for _, handling in HANDLING]
)


def assert_unique(values: list[str]) -> None:
    repeated = [value for value, times in Counter(values).items() if times > 1]
    assert not repeated, repeated


# — checksums —


def resident_id_is_valid(number: str) -> bool:
    """GB 11643: weights are the powers of two modulo 11."""
    weighed = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return number[17] == "10X98765432"[weighed % 11]


def uscc_is_valid(number: str) -> bool:
    """GB 32100, with the organisation code of GB 11714 inside."""
    weighed = sum(USCC_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(number[:17]))
    body = sum(
        ORGANISATION_ALPHABET.index(letter) * weight
        for letter, weight in zip(number[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    return number[17] == USCC_ALPHABET[-weighed % 31] and number[16] == "0123456789X"[-body % 11]
