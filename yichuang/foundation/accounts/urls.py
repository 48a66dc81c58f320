"""Addresses of accounts, below ``/desk/``. Signing in and out is allauth's, below ``/accounts/``."""

from __future__ import annotations

from django.urls import path

from yichuang.foundation.accounts import views

app_name = "accounts"

urlpatterns = [path("", views.desk, name="desk")]
