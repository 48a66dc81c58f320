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
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/unread/", views.unread_bulletins, name="unread-bulletins"),
    path("bulletins/acknowledgements/", views.acknowledgements, name="acknowledgements"),
    path("bulletins/<int:serial>/", views.bulletin, name="bulletin"),
]
