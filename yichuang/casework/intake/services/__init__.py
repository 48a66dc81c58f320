"""What intake can do."""

from yichuang.casework.intake.services.acceptance import accept_case
from yichuang.casework.intake.services.files import open_file
from yichuang.casework.intake.services.fixes import fix_materials
from yichuang.casework.intake.services.previews import preview_acceptance
from yichuang.casework.intake.services.receipt import receive_case

__all__ = ["accept_case", "fix_materials", "open_file", "preview_acceptance", "receive_case"]
