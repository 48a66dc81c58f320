"""Tables of guidance (导办).

kept       personal lists
"""

from yichuang.offer.guidance.models.kept import ListCount, PersonalList

__all__ = ["ListCount", "PersonalList"]
