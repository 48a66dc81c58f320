"""``yichuang messages compile``: make the translations readable for Django, without gettext tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from yichuang.kernel import messages
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    """Writes the ``.mo`` file beside every catalogue that changed. Safe to repeat, safe in parallel."""

    help = "Compile the translation catalogues"
    needs_database = False

    def run(self, **options: Any) -> None:
        root = Path(settings.LOCALE_PATHS[0]).parent
        written = [path.relative_to(root).as_posix() for path in messages.compile_catalogues(root)]
        self.show(f"{len(written)} catalogues compiled", {"compiled": written})
