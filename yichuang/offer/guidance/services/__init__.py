"""Acts of guidance (导办).

keeping    a personal list is kept, and forgotten after its time
"""

from yichuang.offer.guidance.services.keeping import (
    book_look_up,
    forget_lists,
    keep_list,
    open_list,
    public_principal,
)

__all__ = ["book_look_up", "forget_lists", "keep_list", "open_list", "public_principal"]
