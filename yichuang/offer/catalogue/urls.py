"""Addresses of the catalogue's own pages, for those who keep it."""

from __future__ import annotations

from django.urls import path

from yichuang.offer.catalogue import views

app_name = "catalogue"

urlpatterns = [
    path("", views.home, name="home"),
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
    path(
        "items/<str:code>/draft/questions/of/<slug:question>/", views.draft_question, name="draft-question"
    ),
    path(
        "items/<str:code>/draft/questions/<slug:part>/<slug:question>/",
        views.draft_question,
        name="draft-question-part",
    ),
    path("items/<str:code>/draft/lists/", views.draft_lists, name="draft-lists"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/unread/", views.unread_bulletins, name="unread-bulletins"),
    path("bulletins/acknowledgements/", views.acknowledgements, name="acknowledgements"),
    path("bulletins/<int:serial>/", views.bulletin, name="bulletin"),
]
