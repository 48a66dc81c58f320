"""What the items of each department are worth, kept day by day (每日质量得分)."""

from __future__ import annotations

from datetime import datetime

from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.queries.quality import quality_by_organisation


@act
def record_marks(*, at: datetime) -> None:
    """Keep today's mark of every department with versions in force; again on the same day renews it.

    A department without any has no mark that day. Days gone by are never touched.
    """
    today = legal_date(at)
    lines = quality_by_organisation(today)
    models.QualityMark.objects.filter(day=today).exclude(
        organisation__in=[line.organisation_id for line in lines]
    ).delete()
    models.QualityMark.objects.bulk_create(
        [
            models.QualityMark(
                organisation_id=line.organisation_id,
                day=today,
                versions=line.versions,
                points=line.points,
                blocking=line.blocking,
                warnings=line.warnings,
                hints=line.hints,
            )
            for line in lines
        ],
        update_conflicts=True,
        unique_fields=["day", "organisation"],
        update_fields=["versions", "points", "blocking", "warnings", "hints"],
    )
