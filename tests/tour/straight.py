"""The good path: one 承诺件 and one 即办件, from question to hand-over."""

from __future__ import annotations

from tests.desk import a_person
from tests.tour.steps import CARD, LICENCE, Tour


def committed(tour: Tour) -> None:
    """The 承诺件: any window receives, the department decides, one desk hands out."""
    person = a_person(7)
    tour.find("货运证", LICENCE)
    body = tour.prepare(LICENCE, person, "A2")
    clerk = tour.clerk
    number = tour.receive("受理员", clerk, body)
    tour.accept("受理员", clerk, number, "A2")
    tour.follow(number, person, "前有结果")
    tour.examine(number, "grant")
    tour.decide("负责人", tour.head, number, "准予行政许可决定书")
    tour.deliver("出件员", tour.issuer, number, person, "A4")
    tour.follow(number, person, "已办结")
    tour.papers(clerk, number, 4)


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
    tour.papers(chief, number, 4)
