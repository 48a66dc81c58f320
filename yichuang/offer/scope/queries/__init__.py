"""Reads of the scope of acceptance. Nothing is kept: a withdrawal counts from the next question on.

taking        whether a window may take an item, which others may, the lists of grants and exceptions
levels        the levels of windows, the steps that led there
entrustments  the papers, those that expire
coverage      the figures of 一窗通办, items nobody takes, items without a visit
local         what towns, villages and partners take
nearby        outlets as people look for them, what one of them takes
"""

from yichuang.offer.scope.queries.coverage import items_taken
from yichuang.offer.scope.queries.taking import exceptions, grants, window_may_take, windows_taking

__all__ = ["exceptions", "grants", "items_taken", "window_may_take", "windows_taking"]
