"""The rules of the scope of acceptance (受理范围规则). Pure.

scopes        what a grant or an exception has to say, and how they decide
levels        how far a place has come, what a level takes, what is wrong with a step
entrustments  what a paper has to say, and what a scope may rest on
coverage      which windows take which items: the figures of 一窗通办
fields        the fields of items: sunk to towns and villages, livelihood
"""

from yichuang.offer.scope.rules.scopes import (
    Covering,
    cannot_receive,
    decide,
    exception_faults,
    grant_faults,
    nearest_first,
)

__all__ = ["Covering", "cannot_receive", "decide", "exception_faults", "grant_faults", "nearest_first"]
