"""事项管理: the pages of those who keep the catalogue."""

from yichuang.offer.catalogue.views.bulletin_pages import (
    acknowledgements,
    bulletin,
    bulletins,
    unread_bulletins,
)
from yichuang.offer.catalogue.views.quality_report import home, quality

__all__ = [
    "acknowledgements",
    "bulletin",
    "bulletins",
    "home",
    "quality",
    "unread_bulletins",
]
