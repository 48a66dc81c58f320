"""Addresses of progress, below ``/progress/``."""

from __future__ import annotations

from django.urls import path

from yichuang.casework.cases import views

app_name = "cases"

urlpatterns = [
    path("", views.ask, name="progress"),
    path("<str:token>/", views.progress, name="case-progress"),
]
