"""``yichuang catalogue materials``: how many documents asked for could be had without the applicant."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from yichuang.foundation.places import queries as places
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.queries.shares import share_report
from yichuang.offer.catalogue.rules.shares import TARGET_PERCENT, reaches
from yichuang.offer.catalogue.types.library import DepartmentShare, ItemShare, ShareReport


class Command(ProductCommand):
    help = (
        "How many of the materials asked for could be had without the applicant: in all, by department, what "
        "is missing most. With --organisation the items of one; with --collect the names of the lists in "
        "force are taken into the materials library first."
    )

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", metavar="CODE", help="the items of this department")
        parser.add_argument("--collect", action="store_true", help="take new names into the library first")

    def run(self, **options: Any) -> None:
        if options["collect"]:
            services.collect_material_types(at=now())
        found = share_report(legal_date(now()))
        if options["organisation"]:
            body = places.organisation_by_code(options["organisation"])
            items = [item for item in found.items if item.organisation_id == body.id]
            words = "\n".join(map(_item, items)) or f"{body.name}没有在用的事项"
            self.show(words, [asdict(item) for item in items])
        else:
            self.show(_report(found), asdict(found))


def _report(found: ShareReport) -> str:
    if not found.items:
        return "还没有在用的事项"
    reached = "达到" if reaches(found.all) else "没有达到"
    return "\n".join(
        [
            f"{found.all.demands} 项材料要求，{found.all.percent}% 可以不用申请人提交，"
            f"{reached} {TARGET_PERCENT}% 的目标",
            f"清单已经免交 {found.all.spared}，材料库还可以免交 {found.all.could}；"
            f"每个事项同样分量平均 {found.mean_percent}%，最差情形合计 {found.worst.percent}%",
            *map(_department, found.departments),
            *(
                f"“{one.name}”如果能共享，{one.demands} 项要求、{one.items} 个事项免交"
                for one in found.missing[:10]
            ),
        ]
    )


def _department(line: DepartmentShare) -> str:
    counts = f"{line.items} 项事项，{line.reaching} 项达到目标，{line.all.met}/{line.all.demands} 项材料要求"
    return f"{line.all.percent}% {line.name}（{line.code}）：{counts}，最差情形 {line.worst.percent}%"


def _item(item: ItemShare) -> str:
    worst = f"{item.worst.met}/{item.worst.demands}" if item.worst else "算不出"
    return f"{item.all.percent}% {item.code} {item.name}：{item.all.met}/{item.all.demands}，最差情形 {worst}"
