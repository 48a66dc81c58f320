"""Every address of the web process. A domain's own addresses stand in its ``urls.py``."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.api import api
from yichuang.kernel import preferences
from yichuang.kernel import views as kernel_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", kernel_views.healthz),
    path("readyz", kernel_views.readyz),
    path("authority.crt", kernel_views.authority_certificate),
    path("problems/<str:code>/", kernel_views.problem_page, name="problem"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("size/", preferences.set_size, name="set_size"),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("yichuang.foundation.accounts.urls")),
    path("", include("yichuang.offer.guidance.urls")),
    path("", include("yichuang.offer.scope.urls")),
    path("", include("yichuang.casework.cases.urls")),
    path("", include("yichuang.foundation.notices.urls")),
    path("counter/", include("yichuang.casework.intake.urls")),
    path("office/", include("yichuang.casework.approval.urls")),
    path("issue/", include("yichuang.outcome.delivery.urls")),
    path("catalogue/", include("yichuang.offer.catalogue.urls")),
    path("api/v1/", api.urls),
]

if settings.DEBUG:
    urlpatterns.append(path("dev/", include("yichuang.kernel.dev_urls")))

handler400 = "yichuang.kernel.views.bad_request"
handler404 = "yichuang.kernel.views.page_not_found"
handler403 = "yichuang.kernel.views.permission_denied"
handler500 = "yichuang.kernel.views.server_error"
