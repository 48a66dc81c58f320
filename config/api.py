"""The API at ``/api/v1``: the routers of the domains, put together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBearer

from yichuang.casework.approval.api import router as approval
from yichuang.casework.cases.api import router as cases
from yichuang.casework.intake.api import router as intake
from yichuang.casework.intake.api.receipts import router as receipts
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.documents.api import router as documents
from yichuang.kernel.api import ProductApi, install_problem_handlers
from yichuang.kernel.api_reference import ReferencePage
from yichuang.kernel.errors import Unauthenticated
from yichuang.kernel.problems import problem_response
from yichuang.offer.catalogue.api import router as catalogue
from yichuang.offer.guidance.api import router as guidance
from yichuang.offer.scope.api import router as scope
from yichuang.outcome.delivery.api import router as delivery


class TokenAuth(HttpBearer):
    """``Authorization: Bearer <token>`` from ``yichuang token create``."""

    def authenticate(self, request: HttpRequest, token: str) -> object:
        return accounts.actor_of_request(request)


class YichuangApi(ProductApi):
    """Our API."""

    path_words = {
        "number": "办件编号 The case number, as on the receipt",
        "authority": "授权委托 A written authority, as its recording answered",
        "consultation": "咨询编号 Of a question, as told when it was asked",
        "list_code": "清单码 Of a personal list, as printed: `K7QM-3XVT`",
        "plan_code": "方案码 Of a plan, as printed: `K7QM-3XVT`",
        "version": "事项版本 A version of an item, a draft too, as a list of drafts names it",
        "key": "差异任务 Of a difference, as the list of differences names it",
        "serial": "公告序号 Of a change bulletin",
        "scope": "受理范围 Of a scope, as the list of scopes names it",
        "code": "事项编码 Of the handling item, or of its item when it has just one",
    }


api = YichuangApi(
    title="一窗 Yichuang",
    version="1",
    description=(
        "Any window accepts any item for the whole government: search and guides are public, everything "
        "that staff do asks for a bearer token. A refusal is a problem document (RFC 9457); its `code` and "
        "`type` never change their meaning."
    ),
    urls_namespace="api-v1",
    docs=ReferencePage(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    openapi_extra={
        "info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "tags": [
            {"name": "offer", "description": "事项与导办 What exists, and what exactly to bring"},
            {
                "name": "catalogue",
                "description": "事项管理 Drafts, reviews, bulletins, for their keepers",
            },
            {"name": "scope", "description": "受理范围 Which outlet and window takes what"},
            {"name": "casework", "description": "办件 One application, from receipt to decision"},
            {"name": "outcome", "description": "出件 What the applicant gets"},
        ],
    },
)
install_problem_handlers(api)


@api.exception_handler(Unauthenticated)
def unauthenticated(request: HttpRequest, error: Unauthenticated) -> HttpResponse:
    response = problem_response(error, request)
    response["WWW-Authenticate"] = "Bearer"
    return response


# one address of two domains: cases lists what intake receives
receipts.path_operations["/cases"].operations += cases.path_operations.pop("/cases").operations

api.add_router("", guidance)
for router in (catalogue, scope, documents, intake, approval, delivery, cases):
    api.add_router("", router, auth=TokenAuth())
