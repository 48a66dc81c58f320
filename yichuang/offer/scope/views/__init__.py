"""大厅管理 (受理范围) and what the public reads of it.

desk        the hall manager's home
keeping     scopes, levels and exceptions: lists and acts
papers      受理委托书
shares      the figures of 一窗通办
outlets     the map page, one outlet, the drawing of the base map
places      position, opening hours and base map, for those who keep the places
opening     opening hours in words
public      exceptions, items without a visit, what towns and villages take
local_lists lists of what is sunk, brought in as a workbook
frame       what these pages share
"""

from yichuang.offer.scope.views.desk import home
from yichuang.offer.scope.views.keeping import (
    exception_withdrawal,
    kept_exceptions,
    new_exception,
    new_level,
    new_scope,
    scope_withdrawal,
    scopes,
)
from yichuang.offer.scope.views.local_lists import (
    brought_list,
    list_file,
    list_grants,
    list_workbook,
    lists,
)
from yichuang.offer.scope.views.outlets import drawing, nearby, outlet
from yichuang.offer.scope.views.papers import new_paper, original, papers, revocation
from yichuang.offer.scope.views.places import (
    kept_drawing,
    kept_map,
    kept_maps,
    kept_outlet,
    kept_outlets,
    map_showing,
)
from yichuang.offer.scope.views.public import (
    local,
    local_item,
    local_outlet,
    local_workbook,
    public_exceptions,
    zero_visit,
    zero_visit_workbook,
)
from yichuang.offer.scope.views.shares import figures, figures_workbook

__all__ = [
    "brought_list",
    "drawing",
    "exception_withdrawal",
    "figures",
    "figures_workbook",
    "home",
    "kept_drawing",
    "kept_exceptions",
    "kept_map",
    "kept_maps",
    "kept_outlet",
    "kept_outlets",
    "list_file",
    "list_grants",
    "list_workbook",
    "lists",
    "local",
    "local_item",
    "local_outlet",
    "local_workbook",
    "map_showing",
    "nearby",
    "new_exception",
    "new_level",
    "new_paper",
    "new_scope",
    "original",
    "outlet",
    "papers",
    "public_exceptions",
    "revocation",
    "scope_withdrawal",
    "scopes",
    "zero_visit",
    "zero_visit_workbook",
]
