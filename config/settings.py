"""Django settings: infrastructure only, read from :mod:`config.env`."""

from __future__ import annotations

from csp.constants import NONE, SELF

from config.env import ROOT, database_settings, read_env

ENV = read_env()

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = [*ENV.hosts, "127.0.0.1"]  # whoever looks after us asks from this machine
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DOMAINS = [
    "yichuang.kernel",
    "yichuang.foundation.calendars",
    "yichuang.foundation.clocks",
    "yichuang.foundation.places",
    "yichuang.foundation.accounts",
    "yichuang.foundation.parties",
    "yichuang.foundation.documents",
    "yichuang.foundation.notices",
    "yichuang.offer.catalogue",
    "yichuang.offer.scope",
    "yichuang.offer.guidance",
    "yichuang.casework.cases",
    "yichuang.casework.intake",
    "yichuang.casework.approval",
    "yichuang.outcome.delivery",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    # both by their SimpleAppConfig: the default configs rewrite TEMPLATES and break each other
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    *DOMAINS,
    "config",
]

MIDDLEWARE = [
    "yichuang.kernel.proxies.TrustedProxyMiddleware",
    "yichuang.kernel.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yichuang.kernel.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "yichuang.kernel.templatetags.look",
                "yichuang.foundation.clocks.templatetags.limits",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yichuang.kernel.context.site",
            ],
        },
    }
]
COTTON_DIR = "components"

DATABASES = {
    "default": database_settings(ENV.database_url, ENV.pool_size),
    # migrations only: `migrate --database=owner`
    "owner": database_settings(ENV.database_owner_url, 0) | {"TEST": {"MIRROR": "default"}},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # accounts carry no mail address
ACCOUNT_ADAPTER = "yichuang.foundation.accounts.adapters.StaffAccountAdapter"
# second factors; failed passwords are counted by django-axes, by user and by address
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
MFA_ADAPTER = "yichuang.foundation.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Yichuang"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "errors/locked.html"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENV.data_dir / "static"
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "yichuang.kernel.npm.NpmFinder",
]
# npm package → the files of it that pages use
NPM_ROOT = ROOT / "node_modules"
NPM_FILES = {
    "@tabler/core": ["dist/css/tabler.min.css"],
    "@tabler/icons-webfont": ["dist/tabler-icons.min.css", "dist/fonts/tabler-icons.*"],
    "htmx.org": ["dist/htmx.min.js"],
    "leaflet": ["dist/leaflet.css", "dist/leaflet.js", "dist/images/*.png"],
}
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure_cookies
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = ENV.hsts_seconds
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *(origin for origin in (ENV.live_url, ENV.id_reader_local_url) if origin)],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SITE_NAME = ENV.site_name
REGION = ENV.region
DATA_DIR = ENV.data_dir
KEY_DIR = ENV.key_dir
LIVE_URL = ENV.live_url
ID_READER_URL = ENV.id_reader_url
ID_READER_LOCAL_URL = ENV.id_reader_local_url
SITE_URL = ENV.site_url
METRICS_PORT = ENV.metrics_port
AUTHORITY = ENV.authority
TRUSTED_PROXIES = ENV.trusted_proxies

# structlog owns the output (kernel.logs); Django's own handlers would write a second line
LOGGING_CONFIG = None
