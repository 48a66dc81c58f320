"""Somebody who connects another system reads how the API is called."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.pages.someone import DESKTOP, PHONE
from tests.e2e.stories.conftest import Meet, Product


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_reference_is_read_and_its_example_works(
    meet: Meet, product: Product, size: tuple[int, int]
) -> None:
    integrator = meet(size=size)
    asked: list[str] = []
    integrator.page.on("request", lambda request: asked.append(request.url))

    integrator.open("/api/v1/docs")

    paths = httpx.get(f"{product.web}/api/v1/openapi.json").json()["paths"]
    assert integrator.answer().startswith(f"{sum(map(len, paths.values()))} 个接口")
    assert [address for address in asked if not address.startswith((product.web, "data:"))] == []
    integrator.page.get_by_role("link", name="POST /api/v1/cases 收件").click()
    receiving = integrator.page.locator("#receive")
    expect(receiving).to_be_in_viewport()
    expect(receiving.get_by_role("rowheader", name="id_number 必填").first).to_be_visible()
    example = integrator.page.locator("pre").inner_text()
    command, address = example.split(" ", 1)
    assert command == "curl"
    found = httpx.get(address.strip("'"), timeout=30)
    assert found.status_code == 200
    assert found.json()[0]["name"]
