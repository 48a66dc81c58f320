"""受理委托书: the papers of an outlet, those that end soon first; registering and revoking."""

from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing
from yichuang.foundation.documents.types import PreparedFile
from yichuang.foundation.places import queries as places
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.scope import services
from yichuang.offer.scope.forms import EndForm, EntrustmentForm
from yichuang.offer.scope.queries.entrustments import entrustment, entrustments
from yichuang.offer.scope.rules.entrustments import WARN_DAYS
from yichuang.offer.scope.views.frame import act_page, manager_of
from yichuang.offer.scope.views.keeping import at_outlet

MOST_BYTES = 11 * 1024 * 1024


@never_cache
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """The papers of an outlet."""
    manager, today = manager_of(request), legal_date(now())
    found = entrustments(today, outlet_ids=[manager.outlet.id])
    context = {
        "manager": manager,
        "page": "papers",
        "papers": found,
        "expiring": [paper for paper in found if 0 < paper.days_left <= WARN_DAYS],
        "warn_days": WARN_DAYS,
    }
    return render(request, "scope/papers.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_paper(request: HttpRequest) -> HttpResponse:
    """Register a paper: the outlet takes its items from its first day to its last."""
    manager, at = manager_of(request), now()
    outlet, today = manager.outlet, legal_date(at)
    form = EntrustmentForm(
        request.POST or None,
        request.FILES or None,
        initial={"valid_from": today},
        outlet=outlet,
        organisations=places.organisations(),
        offered=offered_items(today),
    )
    return act_page(
        request,
        form,
        {
            "manager": manager,
            "title": _("登记受理委托书"),
            "button": _("登记"),
            "warning": _("登记后网点在有效期内可以受理这些事项，到期自动停止。"),
            "has_file": True,
        },
        act=lambda: services.register_entrustment(
            entrustment=form.to_input(),
            original=_prepared(form.cleaned_data["original"]),
            at=at,
            by=manager.actor.principal,
        ),
        done=_("已登记，受理范围随委托书生效"),
        back=at_outlet("scope:entrustments", outlet),
    )


@never_cache
@require_safe
def original(request: HttpRequest, entrustment_id: UUID) -> HttpResponse:
    """The signed original, for the manager of the outlet it names."""
    paper = entrustment(entrustment_id, legal_date(now()))
    manager_of(request, paper.outlet_id)
    stored = documents.read_file(paper.original_id)
    answer = HttpResponse(stored.content, content_type=stored.content_type)
    answer["Content-Disposition"] = "attachment"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def revocation(request: HttpRequest, entrustment_id: UUID) -> HttpResponse:
    """Revoke a paper."""
    at = now()
    paper = entrustment(entrustment_id, legal_date(at))
    manager = manager_of(request, paper.outlet_id)
    form = EndForm(request.POST or None, initial={"ended_on": legal_date(at)})
    return act_page(
        request,
        form,
        {
            "manager": manager,
            "title": _("解除委托"),
            "button": _("解除"),
            "about": f"{paper.number}：{paper.principal_name} → {paper.agent}",
            "warning": _("凭这份委托书的受理范围同一天结束；已经收下的办件照常办理。"),
        },
        act=lambda: services.revoke_entrustment(
            entrustment_id=entrustment_id, **form.cleaned_data, at=at, by=manager.actor.principal
        ),
        done=_("已解除"),
        back=at_outlet("scope:entrustments", manager.outlet),
    )


def _prepared(file: UploadedFile) -> PreparedFile:
    content = file.read(MOST_BYTES)  # a film does not come into memory; more than 10 MB is refused
    return storing.prepare_file(content=content, name=file.name or "")
