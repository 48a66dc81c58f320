"""Acts on the catalogue.

publishing   a draft, its publication from a day on
reviewing    a draft submitted, reviewed twice, published; an earlier version brought back
life         an item suspended, resumed, cancelled, merged, split
drafting     a draft opened, edited, undone and redone, revision by revision
importing    a file of items into published versions
attachments  the samples and blank forms that come with such a file
indexing     what items are found by
bulletins    what windows are told of changes, and that they have read it
marking      the marks of departments, kept day by day
base_catalogue  lists of a level above, edition by edition
form_fields  the field library, form lists of others
drift        differences from them, noted and resolved
workbook_export  the catalogue as a workbook
workbook_import  a workbook checked, then written as drafts (workbook_judging judges its items)
library      the materials library: names taken in, entries kept, types merged
"""

from yichuang.offer.catalogue.services.attachments import files_of_folder
from yichuang.offer.catalogue.services.base_catalogue import (
    confirm_base_catalogue,
    import_base_catalogue,
)
from yichuang.offer.catalogue.services.bulletins import (
    acknowledge,
    announce_begun,
    announce_life,
    announce_version,
)
from yichuang.offer.catalogue.services.drafting import (
    attach_file,
    edit_draft,
    open_draft,
    redo_edit,
    undo_edit,
)
from yichuang.offer.catalogue.services.drift import note_drift, resolve_drift
from yichuang.offer.catalogue.services.form_fields import (
    change_field,
    define_field,
    import_fields,
    import_form_lists,
)
from yichuang.offer.catalogue.services.importing import import_catalogue
from yichuang.offer.catalogue.services.indexing import index_items, index_items_of_day, record_demand
from yichuang.offer.catalogue.services.library import (
    add_material_point,
    attach_material_file,
    change_material_type,
    collect_material_types,
    describe_material_types,
    merge_material_types,
    remove_material_point,
    undo_material_merger,
)
from yichuang.offer.catalogue.services.life import (
    cancel_item,
    merge_items,
    resume_item,
    split_item,
    suspend_item,
    withdraw_item,
)
from yichuang.offer.catalogue.services.marking import record_marks
from yichuang.offer.catalogue.services.publishing import (
    create_draft,
    publish_version,
    record_code_scheme,
)
from yichuang.offer.catalogue.services.reviewing import (
    publish_reviewed,
    review_draft,
    roll_back,
    submit_draft,
)
from yichuang.offer.catalogue.services.workbook_export import (
    cancel_item_export,
    fetch_item_export,
    request_item_export,
    write_item_export,
)
from yichuang.offer.catalogue.services.workbook_import import (
    apply_import,
    bring_workbook,
    cancel_import,
    check_again,
    fetch_import,
    run_import,
)

__all__ = [
    "acknowledge",
    "add_material_point",
    "announce_begun",
    "announce_life",
    "announce_version",
    "apply_import",
    "attach_file",
    "attach_material_file",
    "bring_workbook",
    "cancel_import",
    "cancel_item",
    "cancel_item_export",
    "change_field",
    "change_material_type",
    "check_again",
    "collect_material_types",
    "confirm_base_catalogue",
    "create_draft",
    "define_field",
    "describe_material_types",
    "edit_draft",
    "fetch_import",
    "fetch_item_export",
    "files_of_folder",
    "import_base_catalogue",
    "import_catalogue",
    "import_fields",
    "import_form_lists",
    "index_items",
    "index_items_of_day",
    "merge_items",
    "merge_material_types",
    "note_drift",
    "open_draft",
    "publish_reviewed",
    "publish_version",
    "record_code_scheme",
    "record_demand",
    "record_marks",
    "redo_edit",
    "remove_material_point",
    "request_item_export",
    "resolve_drift",
    "resume_item",
    "review_draft",
    "roll_back",
    "run_import",
    "split_item",
    "submit_draft",
    "suspend_item",
    "undo_edit",
    "undo_material_merger",
    "withdraw_item",
    "write_item_export",
]
