"""Pages of guidance (导办).

guides     find an item, answer a few questions, get the exact list
"""

from yichuang.offer.guidance.views.guides import guide, home, material_file, personal_list, search

__all__ = ["guide", "home", "material_file", "personal_list", "search"]
