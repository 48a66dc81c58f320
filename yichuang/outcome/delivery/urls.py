"""Addresses of the issue desk, below ``/issue/``."""

from __future__ import annotations

from django.urls import path

from yichuang.outcome.delivery import views

app_name = "delivery"

urlpatterns = [
    path("", views.desk, name="desk"),
    path("window/", views.window, name="window"),
    path("cases/<str:number>/", views.case, name="case"),
]
