"""Signing in, as all staff do."""

from __future__ import annotations

from tests.e2e.pages.someone import Someone


def sign_in(someone: Someone, username: str, password: str) -> None:
    """Through the page: the one at hand if it is the sign-in page, else by its address."""
    if "/accounts/login/" not in someone.page.url:
        someone.open("/accounts/login/")
    someone.page.get_by_label("用户名").fill(username)
    someone.page.get_by_label("密码").fill(password)
    someone.press("Enter")
