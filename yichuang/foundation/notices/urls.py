"""Addresses of notices."""

from __future__ import annotations

from django.urls import path, re_path

from yichuang.foundation.notices.views import documents, messages, verification

app_name = "notices"

urlpatterns = [
    path("documents/<uuid:notice_id>.pdf", documents.staff_pdf, name="staff-pdf"),
    re_path(r"^d/(?P<token>[a-z2-7]{26})\.pdf$", documents.applicant_pdf, name="applicant-pdf"),
    path("messages/", messages.index, name="messages"),
    path("messages/unread/", messages.unread, name="unread"),
    path("messages/reading/", messages.read_all, name="read-all"),
    path("messages/<uuid:message_id>/reading/", messages.read, name="read"),
    path("d/", verification.ask, name="verify-ask"),
    re_path(r"^d/(?P<token>[^/.]{1,200})/$", verification.verify, name="verify"),
]
