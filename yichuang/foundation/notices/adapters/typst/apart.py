"""The typesetter as a process of its own: ``python -m … < words > pdf``. It keeps nothing.

For papers with what somebody has just typed, which nobody may store: they do not pass through the queue
of the worker, and the web process does not load the typesetter.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime

from yichuang.foundation.notices.adapters.typst import typeset


def main() -> None:
    order = json.load(sys.stdin.buffer)
    at = datetime.fromisoformat(order["at"])
    pdf = typeset(order["template"].encode(), order["words"], order["marks"], at=at, is_long=True)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
