"""Addresses of progress, of search and exports for staff, and of the people of a case."""

from __future__ import annotations

from django.urls import path

from yichuang.casework.cases import views

app_name = "cases"

urlpatterns = [
    path("progress/", views.ask, name="progress"),
    path("progress/<str:token>/", views.progress, name="case-progress"),
    path("progress/by-number/<str:ticket>/", views.progress_by_number, name="progress-by-number"),
    path("cases/", views.search, name="search"),
    path("cases/numbers/", views.numbers, name="numbers"),
    path("cases/applicants/", views.applicants, name="applicants"),
    path("cases/exports/", views.exports, name="exports"),
    path("cases/exports/<uuid:task_id>/file/", views.file, name="export-file"),
    path("cases/exports/<uuid:task_id>/cancellation/", views.cancellation, name="export-cancellation"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/people/", views.people, name="people"),
]
