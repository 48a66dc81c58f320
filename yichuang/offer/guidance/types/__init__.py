"""Words and frozen views of guidance (导办).

lists      from answers to what exactly to bring
"""

from yichuang.offer.guidance.types.lists import ExactList

__all__ = ["ExactList"]
