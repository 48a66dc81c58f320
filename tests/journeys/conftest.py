"""The small county of the casework tests, its people at the API and in browsers."""

from yichuang.casework.cases.tests.fixtures import (  # noqa: F401
    api,
    county,
    county_of_module,
    on_the_day,
    signed_in,
)
