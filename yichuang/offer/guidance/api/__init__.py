"""API of guidance (导办).

guides     search, one item, its exact list
"""

from yichuang.offer.guidance.api.guides import router

__all__ = ["router"]
