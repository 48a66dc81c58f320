"""Settings of the test run: as in production, with a cheap password hash."""

from config.settings import *  # noqa: F403 - a settings file that differs in a few lines
from config.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# the pool keeps connections open, and an open connection keeps a test database from being dropped
DATABASES["default"]["OPTIONS"].pop("pool", None)
AXES_ENABLED = False
# no collected files stand in a test's data folder; the finders serve them
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
