"""Change bulletins on real connections: several workers write, several windows acknowledge (CAT-21)."""

from __future__ import annotations

from datetime import timedelta

from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake.tests.test_item_changes import announce, changed
from yichuang.kernel.tests.at_once import AtOnce
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.models import BulletinAcknowledgement, ChangeBulletin


def test_many_changes_heard_at_once_are_numbered_one_after_the_other(
    committed_county: County, at_once: AtOnce
) -> None:
    made = changed(times=4)
    jobs = [lambda line=line: announce(*line) for line in made for _ in range(2)]

    assert at_once(jobs) == [None] * 8

    rows = ChangeBulletin.objects.order_by("serial")
    assert [row.serial for row in rows] == [1, 2, 3, 4]
    assert {row.event_id for row in rows} == {event_id for event_id, _ in made}


def test_one_person_at_two_computers_acknowledges_once(committed_county: County, at_once: AtOnce) -> None:
    for event_id, version in changed(times=3):
        announce(event_id, version)
    actor = committed_county.people["clerk"]

    def acknowledge() -> None:
        services.acknowledge(actor=actor, at=AT + timedelta(minutes=1), serial=3, and_before=True)

    assert at_once([acknowledge] * 3) == [None] * 3

    assert BulletinAcknowledgement.objects.count() == 3
    assert {row.user_id for row in BulletinAcknowledgement.objects.all()} == {actor.user_id}
