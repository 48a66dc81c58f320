"""Addresses of progress, and of the people of a case."""

from __future__ import annotations

from django.urls import path

from yichuang.casework.cases import views

app_name = "cases"

urlpatterns = [
    path("progress/", views.ask, name="progress"),
    path("progress/<str:token>/", views.progress, name="case-progress"),
    path("progress/by-number/<str:ticket>/", views.progress_by_number, name="progress-by-number"),
    path("cases/<str:number>/people/", views.people, name="people"),
]
