"""WSGI entry of the web process: pages and API."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from yichuang.kernel import metrics

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
metrics.serve(settings.METRICS_PORT)
