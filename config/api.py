"""The API at ``/api/v1``: the routers of the domains, put together."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from yichuang.casework.approval.api import router as approval
from yichuang.casework.cases.api import router as cases
from yichuang.casework.intake.api import router as intake
from yichuang.foundation.accounts import queries as accounts
from yichuang.kernel.api import ProductApi, install_problem_handlers
from yichuang.kernel.errors import Unauthenticated
from yichuang.offer.guidance.api import router as guidance
from yichuang.outcome.delivery.api import router as delivery


class TokenAuth(HttpBearer):
    """``Authorization: Bearer <token>`` from ``yichuang token create``."""

    def authenticate(self, request: HttpRequest, token: str) -> object:
        return accounts.actor_of_request(request)


api = ProductApi(
    title="一窗 Yichuang",
    version="1",
    description="Any window accepts any item for the whole government. Everything a page can do.",
    urls_namespace="api-v1",
    docs_url="/docs",
    openapi_url="/openapi.json",
)
install_problem_handlers(api)


@api.exception_handler(Unauthenticated)
def unauthenticated(request: HttpRequest, error: Unauthenticated) -> object:
    from yichuang.kernel.problems import problem_response

    response = problem_response(error, request)
    response["WWW-Authenticate"] = "Bearer"
    return response


api.add_router("", guidance)
for router in (intake, approval, delivery, cases):
    api.add_router("", router, auth=TokenAuth())
