"""The desk of plans in a browser (GUI-17): it fits every window and can be used by everyone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.stories.conftest import Meet

GUIDE = "yaoqin"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_of_plans_fits_and_can_be_used_by_everyone(meet: Meet, size: tuple[int, int]) -> None:
    guide = meet(GUIDE, size=size)
    for page in ("", "?show=mine", "?show=late", "?show=ended", "new/"):
        guide.open(f"/consulting/plans/{page}")
        expect(guide.page.get_by_role("heading", level=1)).to_be_visible()
