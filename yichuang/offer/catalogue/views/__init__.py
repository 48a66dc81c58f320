"""事项管理: the pages of those who keep the catalogue."""

from yichuang.offer.catalogue.views.quality_report import home, quality

__all__ = ["home", "quality"]
