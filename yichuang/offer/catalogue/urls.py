"""Addresses of the catalogue's own pages, for those who keep it."""

from __future__ import annotations

from django.urls import path

from yichuang.offer.catalogue import views

app_name = "catalogue"

urlpatterns = [
    path("", views.home, name="home"),
    path("quality/", views.quality, name="quality"),
]
