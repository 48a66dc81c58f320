"""Addresses of the public site."""

from __future__ import annotations

from django.urls import path

from yichuang.offer.guidance import views

app_name = "guidance"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("guide/<str:code>/", views.guide, name="guide"),
    path("guide/<str:code>/list/", views.personal_list, name="list"),
    path("guide/<str:code>/lists/", views.lists, name="lists"),
    path("lists/<str:code>/", views.kept_list, name="kept-list"),
    path("lists/<str:code>/phone/", views.list_on_phone, name="list-on-phone"),
    path("catalogue/items/<str:code>/draft/preview/", views.draft_preview, name="draft-preview"),
    path("guide/materials/<uuid:material_id>/sample/", views.material_file, {"use": "sample"}, name="sample"),
    path("guide/materials/<uuid:material_id>/blank/", views.material_file, {"use": "blank"}, name="blank"),
]
