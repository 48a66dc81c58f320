"""Papers as rules read them, held still while something is granted on them."""

from __future__ import annotations

from uuid import UUID

from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.scope.errors import EntrustmentUnknown
from yichuang.offer.scope.models import Entrustment
from yichuang.offer.scope.rules.entrustments import Paper
from yichuang.offer.scope.types import Mandate


def locked_paper(entrustment_id: UUID | None) -> Paper | None:
    """A paper, locked against revocation until the transaction ends. Two statements more than the lock.

    Raises:
        EntrustmentUnknown
    """
    if entrustment_id is None:
        return None
    row = Entrustment.objects.select_for_update().filter(id=entrustment_id).first()
    if row is None:
        raise EntrustmentUnknown
    return Paper(
        outlet_id=row.outlet_id,
        principal_id=row.principal_id,
        mandate=Mandate(row.mandate),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        item_ids=frozenset(row.items.values_list("item_id", flat=True)),
        offered=offered_items(row.valid_from, organisation_id=row.principal_id),
    )
