"""Addresses of the component gallery: debug only."""

from django.urls import path

from yichuang.kernel import dev_views

urlpatterns = [
    path("components/", dev_views.components, name="gallery"),
    path("pages/<slug:name>/", dev_views.sample_page, name="gallery_page"),
    path("failures/<slug:name>/", dev_views.failure, name="gallery_failure"),
]
