"""Each constraint meets an attempt to break it behind the services' back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from yichuang.foundation.places import models
from yichuang.foundation.places.tests.factories import (
    OrganisationFactory,
    OutletFactory,
    RegionFactory,
    WindowFactory,
    ZoneFactory,
    make_uscc,
)
from yichuang.foundation.places.tests.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]


def refused_by(name, change):
    with refused(IntegrityError, match=name):
        change()


def test_region_level_is_that_of_its_code():
    region = RegionFactory()
    rows = models.Region.objects.filter(code=region.code)

    refused_by("region_level_is_that_of_its_code", lambda: rows.update(level="town"))
    refused_by("region_level_is_that_of_its_code", lambda: RegionFactory(code="99010A", level="county"))
    refused_by("region_level_is_that_of_its_code", lambda: RegionFactory(code="99010", level="county"))


def test_kinds_are_those_of_the_tables():
    window = WindowFactory()
    OrganisationFactory()
    rows = {
        "organisation_kind_is_known": models.Organisation.objects.all(),
        "outlet_kind_is_known": models.Outlet.objects.filter(id=window.outlet_id),
        "zone_kind_is_known": models.Zone.objects.filter(id=window.zone_id),
        "window_kind_is_known": models.Window.objects.filter(id=window.id),
    }

    for name, found in rows.items():
        refused_by(name, lambda found=found: found.update(kind="unheard-of"))


def test_organisation_uscc():
    organisation = OrganisationFactory(uscc=make_uscc(1))
    rows = models.Organisation.objects.filter(id=organisation.id)

    refused_by("organisation_uscc_is_18_characters_or_unknown", lambda: rows.update(uscc=""))
    refused_by("places_organisation_uscc", lambda: OrganisationFactory(uscc=make_uscc(1)))


def test_codes_are_unique():
    window = WindowFactory()

    refused_by("places_outlet_code", lambda: OutletFactory(code=window.outlet.code))
    refused_by("zone_code_is_unique", lambda: ZoneFactory(outlet=window.outlet, code=window.zone.code))
    refused_by("window_code_is_unique", lambda: WindowFactory(zone=window.zone, code=window.code))


def test_outlet_has_both_coordinates_or_none():
    outlet = OutletFactory()
    rows = models.Outlet.objects.filter(id=outlet.id)

    refused_by("outlet_has_both_coordinates_or_none", lambda: rows.update(lat=30.0))
    refused_by("outlet_has_both_coordinates_or_none", lambda: rows.update(lat=100.0, lng=10.0))


def test_window_stands_in_a_zone_of_its_outlet():
    window = WindowFactory()
    elsewhere = ZoneFactory()

    refused_by(
        "window_stands_in_a_zone_of_its_outlet",
        lambda: models.Window.objects.filter(id=window.id).update(zone=elsewhere),
    )


def test_codes_are_unique_inside_an_outlet_only():
    window = WindowFactory()
    zone = ZoneFactory(outlet=window.outlet)

    refused_by(
        "window_code_is_unique_in_its_outlet", lambda: WindowFactory(outlet=window.outlet, code=window.code)
    )
    refused_by("zone_code_is_unique_in_its_outlet", lambda: ZoneFactory(outlet=zone.outlet, code=zone.code))
    assert WindowFactory(code=window.code).outlet_id != window.outlet_id
