"""Addresses of the hall manager, and what anybody may read about who takes what."""

from __future__ import annotations

from django.urls import path

from yichuang.offer.scope import views

app_name = "scope"

urlpatterns = [
    path("hall/", views.home, name="home"),
    path("hall/scopes/", views.scopes, name="scopes"),
    path("hall/scopes/new/", views.new_scope, name="new-scope"),
    path("hall/scopes/<uuid:grant_id>/withdrawal/", views.scope_withdrawal, name="scope-withdrawal"),
    path("hall/lists/", views.lists, name="lists"),
    path("hall/lists/list.xlsx", views.list_workbook, name="list-workbook"),
    path("hall/lists/<str:token>/", views.brought_list, name="brought-list"),
    path("hall/lists/<str:token>/grants/", views.list_grants, name="list-grants"),
    path("hall/lists/<str:token>/file/", views.list_file, name="list-file"),
    path("hall/levels/new/", views.new_level, name="new-level"),
    path("hall/exceptions/", views.kept_exceptions, name="kept-exceptions"),
    path("hall/exceptions/new/", views.new_exception, name="new-exception"),
    path(
        "hall/exceptions/<uuid:exception_id>/withdrawal/",
        views.exception_withdrawal,
        name="exception-withdrawal",
    ),
    path("hall/entrustments/", views.papers, name="entrustments"),
    path("hall/entrustments/new/", views.new_paper, name="new-entrustment"),
    path("hall/entrustments/<uuid:entrustment_id>/original/", views.original, name="original"),
    path("hall/entrustments/<uuid:entrustment_id>/revocation/", views.revocation, name="revocation"),
    path("hall/coverage/", views.figures, name="coverage"),
    path("hall/coverage.xlsx", views.figures_workbook, name="coverage-workbook"),
    path("hall/outlets/", views.kept_outlets, name="kept-outlets"),
    path("hall/outlets/<str:outlet_code>/", views.kept_outlet, name="kept-outlet"),
    path("hall/maps/", views.kept_maps, name="kept-maps"),
    path("hall/maps/<int:number>/", views.kept_map, name="kept-map"),
    path("hall/maps/<int:number>/drawing.geojson", views.kept_drawing, name="kept-drawing"),
    path("hall/maps/<int:number>/showing/", views.map_showing, name="map-showing"),
    path("exceptions/", views.public_exceptions, name="exceptions"),
    path("zero-visit/", views.zero_visit, name="zero-visit"),
    path("zero-visit.xlsx", views.zero_visit_workbook, name="zero-visit-workbook"),
    path("places/", views.nearby, name="places"),
    path("places/maps/<int:number>.geojson", views.drawing, name="map-drawing"),
    path("places/<str:outlet_code>/", views.outlet, name="outlet"),
    path("local/", views.local, name="local"),
    path("local.xlsx", views.local_workbook, name="local-workbook"),
    path("local/items/<str:code>/", views.local_item, name="local-item"),
    path("local/<str:outlet_code>/", views.local_outlet, name="local-outlet"),
]
