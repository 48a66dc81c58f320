"""Addresses of the counter, below ``/counter/``."""

from __future__ import annotations

from django.urls import path

from yichuang.casework.intake import views

app_name = "counter"

urlpatterns = [
    path("", views.counter, name="counter"),
    path("windows/", views.windows, name="windows"),
    path("lists/<str:code>/", views.visitors_list, name="list"),
    path("new/<str:code>/", views.new_case, name="new"),
    path("new/<str:code>/receipts/", views.receipts, name="receipts"),
    path("new/<str:code>/people/<str:who>/", views.people, name="people"),
    path("new/<str:code>/drafts/", views.drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/", views.draft, name="draft"),
    path("drafts/<uuid:draft_id>/removal/", views.draft_removal, name="draft-removal"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/agent/", views.agent, name="agent"),
    path("cases/<str:number>/agent/authorities/", views.authorities, name="authorities"),
    path(
        "cases/<str:number>/agent/revocations/<uuid:authority_id>/",
        views.authority_revocation,
        name="authority-revocation",
    ),
    path("cases/<str:number>/files/<uuid:file_id>/", views.file, name="file"),
    path("cases/<str:number>/fixes/", views.fixes, name="fixes"),
    path("cases/<str:number>/correction-notice/", views.correction_notice, name="correction-notice"),
    path("cases/<str:number>/corrections/", views.corrections, name="corrections"),
    path("cases/<str:number>/acceptance/", views.acceptance, name="acceptance"),
    path("cases/<str:number>/non-acceptance/", views.non_acceptance, name="non-acceptance"),
    path("cases/<str:number>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("cases/<str:number>/voidance/", views.voidance, name="voidance"),
    path("cases/<str:number>/deletion/", views.deletion, name="deletion"),
]
