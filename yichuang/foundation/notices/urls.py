"""Addresses of notices."""

from __future__ import annotations

from django.urls import path, re_path

from yichuang.foundation.notices import views

app_name = "notices"

urlpatterns = [
    path("documents/<uuid:notice_id>.pdf", views.staff_pdf, name="staff-pdf"),
    re_path(r"^d/(?P<token>[a-z2-7]{26})\.pdf$", views.applicant_pdf, name="applicant-pdf"),
]
