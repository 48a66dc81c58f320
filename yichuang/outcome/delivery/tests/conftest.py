"""The county, from cases, and its people."""

from yichuang.casework.cases.tests.fixtures import (  # noqa: F401
    api,
    committed_county,
    county,
    county_of_module,
    on_the_day,
    signed_in,
)
