"""A personal list is kept under a code nobody guesses, and forgotten after its time (个人清单)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from yichuang.kernel import guesses
from yichuang.kernel.crypto import blind_index
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.guidance import queries, rules
from yichuang.offer.guidance.errors import ListNotFinal, ListUnknown, TooManyLists
from yichuang.offer.guidance.models import ListCount, PersonalList
from yichuang.offer.guidance.types import KeptList, ListToday

# Policy: an hour. A whole hall may share one address.
LISTS_PER_SOURCE = 600
LISTS_IN_ALL = 20_000
LOOK_UPS_PER_SOURCE = 60
LOOK_UPS_IN_ALL = 3000

_PURPOSE = "guidance.lists"


@act
def keep_list(*, item: str, answers: Mapping[str, str], source: str, at: datetime) -> KeptList:
    """Keep what somebody was told to bring under these answers (生成个人清单).

    Args:
        item: code of the handling item, or of its item when it has just one.
        source: where the request comes from, as ``guesses.source_of`` has it; only counted.

    Policy: GUI-12, one complete statement: only a final list of a complete guide is kept.

    Raises:
        ItemUnknown, ItemNotOffered, ItemNeedsChoice, InvalidAnswer
        ListNotFinal: a question is open, or the guide says too little; ``errors`` name the questions.
        TooManyLists: carries ``retry_after_seconds``.
    """
    today = legal_date(at)
    version = catalogue.published_version(item, today)
    exact = rules.exact_list(version, answers)
    if not version.takes_applications:
        raise ListNotFinal(f"“{version.name}”的指南还不完整，不能生成清单")
    if exact.unanswered:
        errors = tuple(
            FieldError(f"/answers/{question.code}", f"还没有回答“{question.text}”")
            for question in exact.unanswered
        )
        raise ListNotFinal("还有情形没有回答，清单不完整", errors=errors)
    book("made", source, LISTS_PER_SOURCE, LISTS_IN_ALL, at)
    kept = _under_a_new_code(
        {
            "version_id": version.id,
            "answers": dict(exact.answers),
            "kept_on": today,
            "expires_on": rules.last_day(today),
        }
    )
    return KeptList(kept.code, version, exact.answers, kept.kept_on, kept.expires_on)


def open_list(*, code: str, source: str, at: datetime) -> ListToday:
    """Open a kept list by its code (打开清单). A code nobody has is counted, and the count stays.

    Args:
        code: as typed or scanned.
        source: as in :func:`keep_list`.

    Raises:
        ListUnknown, ListExpired, TooManyLists
    """
    try:
        return queries.list_today(code, legal_date(at))
    except ListUnknown:
        book_look_up(source=source, at=at)
        raise


def public_principal(source: str) -> str:
    """Under whose name a visitor's writes are told apart: nobody is signed in, and no address is kept."""
    return f"public:{blind_index(source, _PURPOSE).hex()[:32]}"


@act
def book_look_up(*, source: str, at: datetime) -> None:
    """Count a code nobody has (清单防猜).

    Policy: DESIGN, "look-up guesses are limited by source, by case and in all".

    Raises:
        TooManyLists: carries ``retry_after_seconds``.
    """
    book("sought", source, LOOK_UPS_PER_SOURCE, LOOK_UPS_IN_ALL, at)


@act
def forget_lists(*, at: datetime) -> int:
    """Delete lists that expired long ago, and counts whose hour has passed; returns how many lists."""
    ListCount.objects.filter(ends_at__lt=at).delete()
    before = rules.forgotten_before(legal_date(at))
    count, _ = PersonalList.objects.filter(expires_on__lt=before).delete()
    return count


def _under_a_new_code(values: dict[str, object]) -> PersonalList:
    """One in a million codes is taken already: then another is drawn."""
    while True:
        row, is_new = PersonalList.objects.get_or_create(code=new_code(), defaults=values)
        if is_new:
            return row


def new_code() -> str:
    """A code nobody guesses, with a figure in it."""
    while True:
        code = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_LENGTH))
        if rules.is_list_code(code):
            return code


def book(what: str, source: str, per_source: int, in_all: int, at: datetime) -> None:
    """Count something a visitor does, by source and in all; to be called within an act.

    Raises:
        TooManyLists: carries ``retry_after_seconds``.
    """
    limits = {
        guesses.bucket(f"{what}-by", source, at, purpose=_PURPOSE): per_source,
        guesses.bucket(what, "", at, purpose=_PURPOSE): in_all,
    }
    wait = guesses.book(ListCount, limits, at=at)
    if wait is not None:
        raise TooManyLists(retry_after_seconds=wait)
