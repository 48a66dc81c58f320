"""Addresses of the department's desk, below ``/office/``."""

from __future__ import annotations

from django.urls import path

from yichuang.casework.approval import views

app_name = "approval"

urlpatterns = [
    path("", views.office, name="office"),
    path("today/", views.today, name="today"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/claim/", views.claim, name="claim"),
    path("cases/<str:number>/opinions/", views.opinions, name="opinions"),
    path("cases/<str:number>/decision/", views.decision, name="decision"),
    path("cases/<str:number>/refusal/", views.refusal, name="refusal"),
    path("cases/<str:number>/termination/", views.termination, name="termination"),
    path("cases/<str:number>/hand-on/", views.hand_on, name="hand-on"),
    path("cases/<str:number>/at-window/", views.at_window, name="at-window"),
    path("cases/<str:number>/immediate-decision/", views.immediate_decision, name="immediate-decision"),
]
