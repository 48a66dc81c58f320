"""Refusals of places.

PlaceError
├── PlaceNotFound         no region, organisation, outlet, zone or window of that name
├── RegionCodeWrong       not a code of 2, 4, 6, 9 or 12 digits
├── RegionParentMissing   a town without its county, a village without its town
├── UsccWrong             not a unified social credit code
├── PlaceDetailsWrong     a name too long, a coordinate off the earth
├── OutletChanged         somebody else has changed the outlet since it was shown
├── MapRefused            not a drawing that can be the base map
├── MapNotFound           no base map of that number
└── MapOutOfTurn          another base map has been put up since this page was shown, or it is up already
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, DomainError, Invalid, NotFound


class PlaceError(DomainError):
    """Any refusal of this domain."""


class PlaceNotFound(PlaceError, NotFound):
    """No region, organisation, outlet, zone or window goes by that id or code."""

    code = "places.not-found"
    title = "没有这个部门、网点或者窗口"


class RegionCodeWrong(PlaceError, Invalid):
    """The region code is not 2, 4, 6, 9 or 12 digits."""

    code = "places.region-code-wrong"
    title = "行政区划代码应当是 2、4、6、9 或者 12 位数字"


class RegionParentMissing(PlaceError, Invalid):
    """A town or village was recorded before the region above it."""

    code = "places.region-parent-missing"
    title = "请先登记上级行政区划"


class UsccWrong(PlaceError, Invalid):
    """The unified social credit code fails its form or its check character."""

    code = "places.uscc-wrong"
    title = "统一社会信用代码有误"


class PlaceDetailsWrong(PlaceError, Invalid):
    """A detail cannot be recorded; ``errors`` names each field."""

    code = "places.details-wrong"
    title = "登记的内容有误"


class OutletChanged(PlaceError, Conflict):
    """The outlet is no longer as it was when it was shown for editing."""

    code = "places.outlet-changed"
    title = "别人刚刚改过这个网点，请看过新的内容再改"


class MapRefused(PlaceError, Invalid):
    """The file cannot be the base map; the pointer leads to the place in the file."""

    code = "places.map-refused"
    title = "这个文件不能作为底图"


class MapNotFound(PlaceError, NotFound):
    """No base map goes by that number, or none is shown yet."""

    code = "places.map-not-found"
    title = "没有这一版底图"


class MapOutOfTurn(PlaceError, Conflict):
    """Which base map is shown has changed since the page was opened, or it is this one already."""

    code = "places.map-out-of-turn"
    title = "正在用的底图已经换过，请看过现在的再换"
