"""Pages of guidance (导办).

guides     find an item, answer a few questions, get the exact list
kept       the personal list: taken along, opened again, sent to a phone
"""

from yichuang.offer.guidance.views.guides import guide, home, material_file, personal_list, search
from yichuang.offer.guidance.views.kept import kept_list, list_on_phone, lists

__all__ = [
    "guide",
    "home",
    "kept_list",
    "list_on_phone",
    "lists",
    "material_file",
    "personal_list",
    "search",
]
