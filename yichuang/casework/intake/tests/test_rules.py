"""The material rules as laws over any list and any pile of papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import MaterialNamedTwice, MaterialNotListed, WindowTakesNothing
from yichuang.casework.intake.types import CheckedMaterial, CollectionMode, MaterialInput, Verdict
from yichuang.foundation.clocks.tests.almanac import CALENDAR
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue.types import Material, Necessity, ReviewPoint
from yichuang.offer.scope.types import RECEIVING_KINDS

NOBODY = UUID(int=0)
CODES = tuple(f"m{n}" for n in range(6))
POINTS = ("p1", "p2", "p3")


@st.composite
def materials(draw: st.DrawFn, code: str) -> Material:
    points = draw(st.lists(st.sampled_from(POINTS), unique=True))
    return Material(
        NOBODY,
        code,
        f"材料{code}",
        necessity=draw(st.sampled_from([*Necessity, None])),
        share_source=draw(st.sampled_from([None, None, "business-licence"])),
        review_points=tuple(
            ReviewPoint(NOBODY, point, f"要点{point}", blocking=draw(st.booleans())) for point in points
        ),
    )


@st.composite
def lists(draw: st.DrawFn) -> tuple[Material, ...]:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True))
    return tuple(draw(materials(code)) for code in codes)


@st.composite
def piles(draw: st.DrawFn, needed: tuple[Material, ...]) -> tuple[MaterialInput, ...]:
    """What somebody brings of a list, ticked at will."""
    brought = draw(st.permutations(needed))[: draw(st.integers(0, len(needed)))]
    return tuple(
        MaterialInput(
            material.code,
            draw(st.sampled_from([*CollectionMode, None])),
            points={
                point.code: draw(st.booleans()) for point in material.review_points if draw(st.booleans())
            },
        )
        for material in brought
    )


@st.composite
def lists_and_piles(draw: st.DrawFn) -> tuple[tuple[Material, ...], tuple[MaterialInput, ...]]:
    needed = draw(lists())
    return needed, draw(piles(needed))


def must_be_there(material: Material) -> bool:
    return material.share_source is None and material.necessity is not Necessity.OPTIONAL


def is_in_order(material: Material, pile: tuple[MaterialInput, ...]) -> bool:
    """Handed in, with every blocking point ticked: said once more, in other words than the rule's."""
    mine = [item for item in pile if item.code == material.code and item.collected]
    return len(mine) == 1 and all(
        mine[0].points.get(point.code) is True for point in material.review_points if point.blocking
    )


def gap_keys(checked: tuple[CheckedMaterial, ...]) -> set[tuple[str, str]]:
    return {(gap.material_code, gap.point) for gap in rules.all_gaps(checked)}


@given(lists_and_piles())
def test_no_gaps_exactly_when_all_that_must_be_there_is_in_order(
    both: tuple[tuple[Material, ...], tuple[MaterialInput, ...]],
) -> None:
    needed, pile = both

    checked = rules.check_materials(needed=needed, handed_in=pile)

    complete = all(is_in_order(material, pile) for material in needed if must_be_there(material))
    assert (rules.all_gaps(checked) == ()) == complete


@given(lists_and_piles())
def test_every_material_of_the_list_gets_one_verdict_in_its_order(
    both: tuple[tuple[Material, ...], tuple[MaterialInput, ...]],
) -> None:
    needed, pile = both

    checked = rules.check_materials(needed=needed, handed_in=pile)

    assert [found.code for found in checked] == [material.code for material in needed]
    for found in checked:
        assert (found.collected is None) == (
            found.verdict in (Verdict.EXEMPT, Verdict.MISSING, Verdict.NOT_NEEDED)
        )
        assert not found.gaps or found.verdict in (Verdict.MISSING, Verdict.FAULTY)


@given(lists_and_piles(), st.randoms())
def test_the_order_of_the_pile_does_not_matter(
    both: tuple[tuple[Material, ...], tuple[MaterialInput, ...]], random: object
) -> None:
    needed, pile = both
    shuffled = list(pile)
    random.shuffle(shuffled)

    assert rules.check_materials(needed=needed, handed_in=shuffled) == rules.check_materials(
        needed=needed, handed_in=pile
    )


@given(lists_and_piles(), st.data())
def test_bringing_or_ticking_more_never_opens_a_gap(
    both: tuple[tuple[Material, ...], tuple[MaterialInput, ...]], data: st.DataObject
) -> None:
    """Monotone: one more material, or one more point met, and the gaps are a subset; no new material."""
    needed, pile = both
    assume(needed)
    before = rules.check_materials(needed=needed, handed_in=pile)
    material = data.draw(st.sampled_from(needed))
    given_already = next((item for item in pile if item.code == material.code), None)
    better = replace(
        given_already or MaterialInput(material.code),
        collected=CollectionMode.PAPER,
        points=dict(given_already.points if given_already else {})
        | {point.code: True for point in material.review_points if data.draw(st.booleans())},
    )
    others = tuple(item for item in pile if item.code != material.code)

    after = rules.check_materials(needed=needed, handed_in=(*others, better))

    opened = gap_keys(after) - gap_keys(before)
    # a missing material that is brought shows which of its points are not met: narrower, not wider
    assert all((code, "") in gap_keys(before) for code, _point in opened)
    assert {code for code, _ in gap_keys(after)} <= {code for code, _ in gap_keys(before)}


@given(lists_and_piles(), st.text(min_size=1, max_size=8), st.integers(0, 10))
def test_what_is_not_on_the_list_is_always_refused(
    both: tuple[tuple[Material, ...], tuple[MaterialInput, ...]], code: str, place: int
) -> None:
    """R11: 行政许可法 §31, however complete the rest is."""
    needed, pile = both
    assume(code not in {material.code for material in needed})
    position = min(place, len(pile))
    asked = (*pile[:position], MaterialInput(code, CollectionMode.PAPER), *pile[position:])

    with pytest.raises(MaterialNotListed) as refusal:
        rules.check_materials(needed=needed, handed_in=asked)

    assert [error.pointer for error in refusal.value.errors] == [f"/materials/{position}/code"]


@given(lists_and_piles(), st.data())
def test_the_same_material_twice_is_always_refused(
    both: tuple[tuple[Material, ...], tuple[MaterialInput, ...]], data: st.DataObject
) -> None:
    needed, pile = both
    assume(pile)
    again = data.draw(st.sampled_from(pile))

    with pytest.raises(MaterialNamedTwice):
        rules.check_materials(needed=needed, handed_in=(*pile, again))


@pytest.mark.parametrize("kind", WindowKind)
def test_a_window_takes_applications_by_its_kind(kind: WindowKind) -> None:
    window = WindowView(
        NOBODY, "X1", "窗口", kind, True, None, "", "", NOBODY, "HALL", "大厅", "990101", "", ""
    )
    if kind in RECEIVING_KINDS:
        rules.check_window(window)
    else:
        with pytest.raises(WindowTakesNothing, match=f"X1 是{kind.label}，不办理收件和受理"):
            rules.check_window(window)


COUNTED = (LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.HOUR)
LIMITS = st.one_of(
    st.none(),
    st.builds(Limit, st.integers(1, 60), st.sampled_from(COUNTED)),
    st.builds(Limit, st.integers(1, 3), st.just(LimitUnit.MONTH)),
    st.just(Limit(0, LimitUnit.IMMEDIATE)),
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 7, 31), timezones=st.just(SHANGHAI))


@given(LIMITS, LIMITS, MOMENTS)
def test_the_promise_is_kept_within_the_law(
    promised: Limit | None, statutory: Limit | None, at: datetime
) -> None:
    """R5."""
    due = rules.days_to_keep(CALENDAR, promised=promised, statutory=statutory, at=at)

    assert (due.promised_on is None) == (promised is None and statutory is None)
    assert (due.statutory_on is None) == (statutory is None)
    if due.promised_on and due.statutory_on:
        assert due.promised_on <= due.statutory_on
    if due.promised_on:
        assert due.promised_on >= at.date()


def test_the_moment_decides_for_hours_the_date_for_days() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=SHANGHAI)
    early = late - timedelta(hours=23)

    def promised(limit: Limit, at: datetime) -> date | None:
        return rules.days_to_keep(CALENDAR, promised=limit, statutory=None, at=at).promised_on

    assert promised(Limit(2, LimitUnit.HOUR), early) == date(2026, 3, 2)
    assert promised(Limit(2, LimitUnit.HOUR), late) == date(2026, 3, 3)
    assert promised(Limit(1, LimitUnit.WORKING_DAY), early) == date(2026, 3, 3)
    assert promised(Limit(1, LimitUnit.WORKING_DAY), late) == date(2026, 3, 3)
