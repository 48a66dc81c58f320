"""Acts on the scope of acceptance. Who may do so is checked by the caller.

scopes        grant, except, withdraw
levels        set the level of a place
entrustments  register a paper, revoke it
"""

from yichuang.offer.scope.services.entrustments import register_entrustment, revoke_entrustment
from yichuang.offer.scope.services.levels import set_level
from yichuang.offer.scope.services.scopes import (
    except_item,
    grant_scope,
    withdraw_exception,
    withdraw_scope,
)

__all__ = [
    "except_item",
    "grant_scope",
    "register_entrustment",
    "revoke_entrustment",
    "set_level",
    "withdraw_exception",
    "withdraw_scope",
]
