"""WSGI entry of the web process: pages and API."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from yichuang.kernel import metrics

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
metrics.serve(settings.METRICS_PORT)

# what stands after the start stays: walking over all of it again would stop every answer for 0.1 s and more
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
