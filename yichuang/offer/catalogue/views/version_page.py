"""事项版本: one version beside the one in force, its findings, its reviews; and the acts on a draft."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.errors import DomainError, Forbidden, NotFound
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.forms.reviewing import (
    PublicationForm,
    ReviewForm,
    RollbackForm,
    SubmissionForm,
)
from yichuang.offer.catalogue.queries.quality import quality_of
from yichuang.offer.catalogue.rules.reviewing import DUE
from yichuang.offer.catalogue.types import HandlingVersion, VersionStatus
from yichuang.offer.catalogue.types.reviewing import DraftState, ReviewStatus, ReviewStep
from yichuang.offer.catalogue.views.keeping import may, rail, reader

_ACT_OF_STEP = {ReviewStep.DEPARTMENT: Act.REVIEW_DRAFT, ReviewStep.BUREAU: Act.APPROVE_DRAFT}


@dataclass(frozen=True)
class Refused:
    """A form that was not taken, and why; what was typed stays."""

    form: forms.Form
    refusal: DomainError | None = None


@never_cache
@require_safe
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """``/catalogue/versions/<id>/``: what is different, what it breaks, who reviewed it, what is next."""
    return _page(request, version_id)


@posted_from("catalogue:version")
def submission(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """送审."""
    actor = reader(request)
    form = SubmissionForm(request.POST)
    if not form.is_valid():
        return _page(request, version_id, Refused(form))
    try:
        services.submit_draft(version_id=version_id, at=now(), by=actor, **form.cleaned_data)
    except DomainError as refusal:
        return _refused(request, version_id, form, refusal)
    messages.success(request, _("已送审，等部门负责人审核"))
    return redirect("catalogue:version", version_id)


@posted_from("catalogue:version")
def department_review(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """部门审核: approved or sent back."""
    return _review(request, version_id, ReviewStep.DEPARTMENT)


@posted_from("catalogue:version")
def bureau_review(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """牵头部门审核: approved or sent back."""
    return _review(request, version_id, ReviewStep.BUREAU)


def _review(request: HttpRequest, version_id: UUID, step: ReviewStep) -> HttpResponse:
    actor = reader(request)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, version_id, Refused(form))
    made = form.to_review(step)
    try:
        services.review_draft(
            version_id=version_id, digest=form.cleaned_data["digest"], review=made, at=now(), by=actor
        )
    except DomainError as refusal:
        return _refused(request, version_id, form, refusal)
    messages.success(request, _("审核意见已记入审核记录：%(words)s") % {"words": made.decision.label})
    return redirect("catalogue:version", version_id)


@posted_from("catalogue:version")
def publication(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """发布: from a day on."""
    actor = reader(request)
    form = PublicationForm(request.POST)
    if not form.is_valid():
        return _page(request, version_id, Refused(form))
    try:
        services.publish_reviewed(version_id=version_id, at=now(), by=actor, **form.cleaned_data)
    except DomainError as refusal:
        return _refused(request, version_id, form, refusal)
    messages.success(request, _("已发布，自 %(day)s 起生效") % {"day": form.cleaned_data["valid_from"]})
    return redirect("catalogue:version", version_id)


@posted_from("catalogue:version")
def rollback(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """以这一版起草: a draft with this version's content."""
    actor = reader(request)
    form = RollbackForm(request.POST)
    if not form.is_valid():
        return _page(request, version_id, Refused(form))
    try:
        made = services.roll_back(
            version_id=version_id, replacing=form.cleaned_data["replacing"], at=now(), by=actor
        )
    except DomainError as refusal:
        return _refused(request, version_id, form, refusal)
    messages.success(request, _("已按这一版的内容新起草稿，审核通过后才能发布"))
    return redirect("catalogue:version", made)


def _refused(request: HttpRequest, version_id: UUID, form: forms.Form, refusal: DomainError) -> HttpResponse:
    """The page with what was typed; who may not act, or a draft that is gone, has another page."""
    if isinstance(refusal, Forbidden | NotFound):
        raise refusal
    return _page(request, version_id, Refused(form, refusal))


def _page(request: HttpRequest, version_id: UUID, refused: Refused | None = None) -> HttpResponse:
    shown = queries.version(version_id)
    actor = reader(request, shown.organisation_id)
    all_versions = queries.versions_of(shown.handling_item_id)
    context = rail(actor, "items") | _compared(request, shown, all_versions)
    context |= {
        "version": shown,
        "is_draft": shown.status is VersionStatus.DRAFT,
        "quality": quality_of(shown),
        "may_edit": may(actor, Act.EDIT_CATALOGUE, shown.organisation_id),
        "refusal": refused.refusal if refused else None,
    }
    if shown.status is VersionStatus.DRAFT:
        context |= _steps(actor, shown, queries.review_status(version_id), refused)
    else:
        acts = queries.review_acts(shown.handling_item_id)
        context["acts"] = [act for act in acts if act.version_number == shown.version_number]
        context |= _going_back(actor, shown, all_versions)
    status = 200
    if refused:
        status = refused.refusal.status if refused.refusal else 422
    return render(request, "catalogue/version.html", context, status=status)


def _compared(
    request: HttpRequest, shown: HandlingVersion, all_versions: tuple[HandlingVersion, ...]
) -> dict[str, Any]:
    """What is different from the version in force; for that one, from the one before; or as asked for."""
    others = [one for one in all_versions if one.id != shown.id and one.status is VersionStatus.PUBLISHED]
    asked = next((one for one in others if str(one.id) == request.GET.get("against")), None)
    today = legal_date(now())
    begun = [one for one in others if one.valid_from is not None and one.valid_from <= today]
    if shown.status is VersionStatus.PUBLISHED:
        begun = [one for one in others if one.version_number < shown.version_number]
    else:
        begun = begun or others
    base = asked or next(iter(begun), None)
    found = queries.differences(base, shown) if base else ()
    return {
        "base": base,
        "others": [(str(one.id), _("第 %(n)s 版") % {"n": one.version_number}) for one in others],
        "difference_number": len(found),
        "differences": [
            (topic, [difference.words for difference in lines])
            for topic, lines in groupby(found, key=lambda difference: difference.topic)
        ],
    }


def _steps(
    actor: Actor, shown: HandlingVersion, status: ReviewStatus, refused: Refused | None
) -> dict[str, Any]:
    """How far the draft has come, and the form of the step that is the reader's."""
    step = DUE.get(status.state)
    owner = shown.organisation_id
    steps: dict[str, forms.Form] = {}
    if status.state in (DraftState.DRAFT, DraftState.RETURNED) and may(actor, Act.EDIT_CATALOGUE, owner):
        steps["submission"] = SubmissionForm(initial={"digest": status.digest})
    submitted = {act.person_id for act in status.acts if act.step is ReviewStep.SUBMISSION}
    earlier = {act.person_id for act in status.counted}
    is_own = actor.user_id in status.drafters | submitted | earlier
    if step and may(actor, _ACT_OF_STEP[step], owner) and not is_own:
        steps["review"] = ReviewForm(initial={"digest": status.digest})
    if status.state is DraftState.APPROVED and may(actor, Act.PUBLISH_VERSION, owner):
        today = legal_date(now())
        steps["publication"] = PublicationForm(initial={"digest": status.digest, "valid_from": today})
    if refused:
        for name, form in steps.items():
            if type(form) is type(refused.form):
                steps[name] = _again(refused.form, status.digest)
    return {
        "state": status.state,
        "acts": status.acts,
        "step": step,
        "is_own": bool(step) and may(actor, _ACT_OF_STEP[step], owner) and is_own if step else False,
        "steps": steps,
    }


def _again(form: forms.Form, digest: str) -> forms.Form:
    """The same words for the content as it is by now, which the page shows."""
    form.data = dict(form.data.items()) | {"digest": digest}
    return form


def _going_back(
    actor: Actor, shown: HandlingVersion, all_versions: tuple[HandlingVersion, ...]
) -> dict[str, Any]:
    """Whether the reader may begin a draft with this version's content, and which draft would go."""
    open_draft = next((one for one in all_versions if one.status is VersionStatus.DRAFT), None)
    is_newest = shown.version_number == max(one.version_number for one in all_versions)
    possible = not is_newest and may(actor, Act.EDIT_CATALOGUE, shown.organisation_id)
    return {
        "open_draft": open_draft,
        "rollback": RollbackForm(initial={"replacing": open_draft.id if open_draft else None})
        if possible
        else None,
    }
