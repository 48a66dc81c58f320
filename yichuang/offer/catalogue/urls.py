"""Addresses of the catalogue's own pages, for those who keep it."""

from __future__ import annotations

from django.urls import path

from yichuang.offer.catalogue import views

app_name = "catalogue"

urlpatterns = [
    path("", views.home, name="home"),
    path("quality/", views.quality, name="quality"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/unread/", views.unread_bulletins, name="unread-bulletins"),
    path("bulletins/acknowledgements/", views.acknowledgements, name="acknowledgements"),
    path("bulletins/<int:serial>/", views.bulletin, name="bulletin"),
]
