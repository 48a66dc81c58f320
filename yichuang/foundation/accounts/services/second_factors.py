"""Acts on second factors (两步验证)."""

from __future__ import annotations

import base64

from allauth.mfa.models import Authenticator

from yichuang.foundation.accounts.adapters import SecondFactorAdapter
from yichuang.kernel import crypto
from yichuang.kernel.transactions import act

_SECRETS = ("secret", "seed")


@act
def renew_second_factor(*, factor_id: int) -> bool:
    """Encrypt a second factor under the present data key; False when it is already.

    Concurrency: locks the factor.
    """
    row = Authenticator.objects.select_for_update().filter(pk=factor_id).first()
    if row is None:
        return False
    old = {name: text for name in _SECRETS if _is_old(text := row.data.get(name))}
    adapter = SecondFactorAdapter()
    row.data |= {name: adapter.encrypt(adapter.decrypt(text)) for name, text in old.items()}
    row.save(update_fields=["data"])
    return bool(old)


def _is_old(text: object) -> bool:
    return isinstance(text, str) and crypto.key_id_of(base64.b64decode(text)) != crypto.keyring().current
