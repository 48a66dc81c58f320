"""``yichuang messages collect``: bring the translation catalogues up to date with templates and code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from yichuang.kernel import messages
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    """Adds what is new, drops what nobody says any more, keeps translations, lists what needs English."""

    help = "Collect the words of templates and code into the translation catalogues"
    needs_database = False

    def run(self, **options: Any) -> None:
        root = Path(settings.LOCALE_PATHS[0]).parent
        waiting = messages.update(root)
        missing = {
            path.relative_to(root).as_posix(): [message.text for message in found]
            for path, found in sorted(waiting.items())
            if found
        }
        lines = [f"{path}: {text}" for path, texts in missing.items() for text in texts]
        count = len(lines)
        lines.append(f"{count} without English" if count else "every message has its English")
        self.show("\n".join(lines), {"untranslated": missing})
