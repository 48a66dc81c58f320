"""What falls by dice when a case begins: how it will go, and who sits at the window."""

from __future__ import annotations

from datetime import date
from random import Random

from config.history.application import Visit
from config.history.county import County, Offer
from config.history.dice import dice, pick
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.places.types import WindowView
from yichuang.offer.catalogue.types import ItemType

STRAIGHT = "straight"
# of a hundred cases; the rest goes straight
_COMMITTED: tuple[tuple[str, float], ...] = (
    (STRAIGHT, 76.0), ("fixed", 4.0), ("corrected", 8.0), ("lapsed", 2.0), ("incomplete", 0.7),
    ("declined", 1.5), ("not-needed", 0.6), ("withdrawn", 2.5), ("refused", 2.2), ("terminated", 0.8),
    ("silent", 1.2), ("voided", 0.3), ("deleted", 0.2),
)  # fmt: skip
_IMMEDIATE: tuple[tuple[str, float], ...] = (
    (STRAIGHT, 88.0), ("fixed", 5.0), ("corrected", 3.0), ("lapsed", 1.0), ("declined", 1.0),
    ("not-needed", 0.5), ("withdrawn", 1.0), ("deleted", 0.5),
)  # fmt: skip


def choose_course(offer: Offer, visit: Visit, rng: Random) -> str:
    """How the case will go; only the straight way is open to every one."""
    course = pick(rng, _IMMEDIATE if offer.is_immediate else _COMMITTED)
    if course == "silent" and offer.version.item_type is not ItemType.LICENCE:
        return STRAIGHT
    lacks_something = course in ("fixed", "corrected", "lapsed", "incomplete")
    if lacks_something and visit.without(dice("probe")) is None:
        return STRAIGHT
    return course


def choose_clerk(county: County, offer: Offer, window: WindowView, on: date, rng: Random) -> Actor:
    """A clerk of the outlet; for what may be decided on the spot mostly the chief representative."""
    chief = county.staff.representative(offer.version.organisation_id, window.outlet_id)
    if chief is not None and offer.is_immediate and _covers(chief, offer, on) and rng.random() < 0.8:
        return chief
    return rng.choice(county.staff.clerks(window.outlet_id))


def _covers(chief: Actor, offer: Offer, on: date) -> bool:
    return (
        accounts.authorisation_for(
            user_id=chief.user_id,
            organisation_id=offer.version.organisation_id,
            handling_code=offer.version.code,
            on=on,
        )
        is not None
    )
