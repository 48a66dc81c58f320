"""Words and frozen views of guidance (导办).

lists      from answers to what exactly to bring
kept       a list that was taken along
dates      worked dates of the limits
"""

from yichuang.offer.guidance.types.dates import WorkedDates
from yichuang.offer.guidance.types.kept import KeptList, ListToday
from yichuang.offer.guidance.types.lists import ExactList

__all__ = ["ExactList", "KeptList", "ListToday", "WorkedDates"]
