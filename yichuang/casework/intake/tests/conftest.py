"""The county, from cases, its people, and the desks they sit at."""

from __future__ import annotations

from yichuang.casework.cases.tests.fixtures import (  # noqa: F401
    api,
    committed_county,
    county,
    county_of_module,
    on_the_day,
    signed_in,
)
from yichuang.casework.intake.tests.counter_pages import desk, other_desk  # noqa: F401
