"""Acts on the scope of acceptance. Who may do so is checked by the caller.

scopes        grant, except, withdraw
levels        set the level of a place
entrustments  register a paper, revoke it
lists         lists of what is sunk: kept, judged, granted
"""

from yichuang.offer.scope.services.entrustments import register_entrustment, revoke_entrustment
from yichuang.offer.scope.services.levels import set_level
from yichuang.offer.scope.services.lists import (
    bring_list,
    import_local_list,
    read_list,
    returned_rows,
    write_list,
)
from yichuang.offer.scope.services.scopes import (
    except_item,
    grant_scope,
    withdraw_exception,
    withdraw_scope,
)

__all__ = [
    "bring_list",
    "except_item",
    "grant_scope",
    "import_local_list",
    "read_list",
    "register_entrustment",
    "returned_rows",
    "revoke_entrustment",
    "set_level",
    "withdraw_exception",
    "withdraw_scope",
    "write_list",
]
