"""Addresses of the catalogue's own pages, for those who keep it."""

from __future__ import annotations

from django.urls import path

from yichuang.offer.catalogue import views

app_name = "catalogue"

urlpatterns = [
    path("", views.items, name="home"),
    path("reviews/", views.reviews, name="reviews"),
    path("versions/<uuid:version_id>/", views.version, name="version"),
    path("versions/<uuid:version_id>/submission/", views.submission, name="submission"),
    path("versions/<uuid:version_id>/department-review/", views.department_review, name="department-review"),
    path("versions/<uuid:version_id>/bureau-review/", views.bureau_review, name="bureau-review"),
    path("versions/<uuid:version_id>/publication/", views.publication, name="publication"),
    path("versions/<uuid:version_id>/rollback/", views.rollback, name="rollback"),
    path("handling-items/<uuid:handling_item_id>/", views.item, name="item"),
    path("handling-items/<uuid:handling_item_id>/suspension/", views.suspension, name="suspension"),
    path("handling-items/<uuid:handling_item_id>/resumption/", views.resumption, name="resumption"),
    path("handling-items/<uuid:handling_item_id>/cancellation/", views.cancellation, name="cancellation"),
    path("handling-items/<uuid:handling_item_id>/merger/", views.merger, name="merger"),
    path("handling-items/<uuid:handling_item_id>/division/", views.division, name="division"),
    path("quality/", views.quality, name="quality"),
    path("items/<str:code>/draft/", views.draft, name="draft"),
    path("items/<str:code>/draft/history/", views.draft_history, name="draft-history"),
    path("items/<str:code>/draft/elements/", views.draft_elements, name="draft-elements"),
    path("items/<str:code>/draft/elements/<slug:part>/", views.draft_elements, name="draft-elements"),
    path("items/<str:code>/draft/materials/", views.draft_materials, name="draft-materials"),
    path("items/<str:code>/draft/materials/<slug:part>/", views.draft_materials, name="draft-materials"),
    path("items/<str:code>/draft/materials/of/<path:material>/", views.draft_material, name="draft-material"),
    path(
        "items/<str:code>/draft/materials/<slug:part>/<path:material>/",
        views.draft_material,
        name="draft-material-part",
    ),
    path(
        "items/<str:code>/draft/samples/<path:material>/",
        views.draft_file,
        {"use": "sample"},
        name="draft-sample",
    ),
    path(
        "items/<str:code>/draft/blanks/<path:material>/",
        views.draft_file,
        {"use": "blank"},
        name="draft-blank",
    ),
    path("items/<str:code>/draft/questions/", views.draft_questions, name="draft-questions"),
    path("items/<str:code>/draft/questions/<slug:part>/", views.draft_questions, name="draft-questions"),
    path("items/<str:code>/draft/questions/of/<slug:question>/", views.draft_question, name="draft-question"),
    path(
        "items/<str:code>/draft/questions/<slug:part>/<slug:question>/",
        views.draft_question,
        name="draft-question-part",
    ),
    path("items/<str:code>/draft/lists/", views.draft_lists, name="draft-lists"),
    path("drift/", views.drift, name="drift"),
    path("drift/file/", views.drift_file, name="drift-file"),
    path("drift/<slug:key>/", views.drift_task, name="drift-task"),
    path("drift/<slug:key>/resolution/", views.drift_resolution, name="drift-resolution"),
    path("base/<uuid:edition_id>/", views.base_edition, name="base-edition"),
    path("base/<uuid:edition_id>/confirmation/", views.base_confirmation, name="base-confirmation"),
    path("materials/", views.materials, name="materials"),
    path("materials/collection/", views.material_collection, name="material-collection"),
    path("materials/duplicates/", views.material_duplicates, name="material-duplicates"),
    path("materials/shares/", views.material_shares, name="material-shares"),
    path("materials/shares/file/", views.material_shares_file, name="material-shares-file"),
    path("materials/<uuid:type_id>/", views.material_type, name="material-type"),
    path("materials/<uuid:type_id>/facts/", views.material_facts, name="material-facts"),
    path("materials/<uuid:type_id>/file/", views.material_file, name="material-file"),
    path("materials/<uuid:type_id>/files/<uuid:file_id>/", views.material_shown_file, name="material-shown"),
    path("materials/<uuid:type_id>/points/", views.material_points, name="material-points"),
    path("materials/<uuid:type_id>/point/", views.material_point_removal, name="material-point-removal"),
    path("materials/<uuid:type_id>/undoing/", views.material_undoing, name="material-undoing"),
    path("materials/<uuid:type_id>/merger/", views.material_merger_choice, name="material-merger-choice"),
    path("materials/<uuid:type_id>/merger/<uuid:into_id>/", views.material_merger, name="material-merger"),
    path(
        "materials/<uuid:type_id>/merger/<uuid:into_id>/decision/",
        views.material_merging,
        name="material-merging",
    ),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/unread/", views.unread_bulletins, name="unread-bulletins"),
    path("bulletins/acknowledgements/", views.acknowledgements, name="acknowledgements"),
    path("bulletins/<int:serial>/", views.bulletin, name="bulletin"),
]
