"""Pages of guidance (导办).

finding    find an item, and what became of one
guides     answer a few questions, get the exact list
kept       the personal list: taken along, opened again, sent to a phone
previews   what a draft will look like to a citizen and to a clerk
"""

from yichuang.offer.guidance.views.finding import search
from yichuang.offer.guidance.views.guides import guide, home, material_file, personal_list
from yichuang.offer.guidance.views.kept import kept_list, list_on_phone, lists
from yichuang.offer.guidance.views.previews import draft_preview

__all__ = [
    "draft_preview",
    "guide",
    "home",
    "kept_list",
    "list_on_phone",
    "lists",
    "material_file",
    "personal_list",
    "search",
]
