"""Where sign-in libraries meet our accounts."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from yichuang.kernel import crypto


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Accounts are made by the security administrator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/desk/"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave failed passwords to django-axes, which counts by name and address together.

        allauth would count by name alone, so that anybody could lock anybody out from anywhere.
        Its limit still guards second factors, which axes does not see.
        """


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """Seeds of second factors lie encrypted in the database.

    Law: GB/T 22239—2019 §8.1.4: what authenticates a person is stored confidentially.
    """

    PURPOSE = "accounts.second-factor"

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.encrypt(text.encode(), self.PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(base64.b64decode(encrypted_text), self.PURPOSE).decode()
