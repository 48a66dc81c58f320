"""Tables of the scope of acceptance (受理范围).

scopes        grants and exceptions, each with its place, subject and days
levels        the steps by which a place's level was set
entrustments  the papers on which entrusted and authorised scopes rest
"""

from yichuang.offer.scope.models.entrustments import EntrustedItem, Entrustment
from yichuang.offer.scope.models.levels import LevelStep
from yichuang.offer.scope.models.scopes import DateRange, ScopeException, ScopeGrant

__all__ = ["DateRange", "EntrustedItem", "Entrustment", "LevelStep", "ScopeException", "ScopeGrant"]
