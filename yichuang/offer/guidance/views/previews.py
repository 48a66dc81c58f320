"""What a draft will look like (预览): to a citizen and to a clerk, by the rules that make every list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.guidance import queries

PREFIX = "answer."


@never_cache
@require_safe
def draft_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as a citizen and as a clerk will have it under the answers chosen; nothing is kept.

    Only whoever keeps the items of the department sees it: nothing of a draft is public.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    version = catalogue.open_draft_of(code).version
    accounts.require(actor, Act.EDIT_CATALOGUE, organisation_id=version.organisation_id)
    chosen = {
        key.removeprefix(PREFIX): request.GET.get(key, "") for key in request.GET if key.startswith(PREFIX)
    }
    exact = queries.exact_list(version, queries.relevant_answers(version, chosen))
    context = {
        "version": version,
        "exact": exact,
        "questions": [
            (question, exact.answers.get(question.code, ""))
            for question in version.questions
            if question.code in exact.answers or question in exact.unanswered
        ],
    }
    return render_page_or_partial(request, "guidance/draft_preview.html", "preview", context)
