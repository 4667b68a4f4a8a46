"""Every setting, from SOSEK_* variables; a wrong one stops the start with one sentence."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import drf_spectacular_sidecar
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, str(default))
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}")
    return value == "True"


def env_number(name: str, *, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) == 0:
        raise ImproperlyConfigured(f"{name} must be a whole number above 0, not {value!r}")
    return int(value)


def data_dir() -> Path:
    """Where everything that changes lives: the database, evidence, collected assets."""
    path = Path(os.environ.get("SOSEK_DATA_DIR", "") or BASE_DIR / "var").absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"SOSEK_DATA_DIR: cannot use {path}: {error.strerror}") from None
    return path


def secret_key(folder: Path, *, may_make_one: bool) -> str:
    """SOSEK_SECRET_KEY; a demonstration or a test keeps one of its own in the data folder."""
    key = os.environ.get("SOSEK_SECRET_KEY", "")
    if key:
        if len(key) < 32:
            raise ImproperlyConfigured("SOSEK_SECRET_KEY must have at least 32 characters")
        return key
    path = folder / "secret-key"
    if not path.exists():
        if not may_make_one:
            raise ImproperlyConfigured(
                "SOSEK_SECRET_KEY must be set (or SOSEK_DEMO=True for a demonstration)"
            )
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def database(folder: Path) -> dict[str, object]:
    """DATABASE_URL, or SQLite in the data folder."""
    url = os.environ.get("DATABASE_URL", "")
    try:
        settings: dict[str, object] = environ.Env.db_url_config(
            url or f"sqlite:///{folder / 'sosek.sqlite3'}"
        )
    except (environ.ImproperlyConfigured, ValueError, KeyError, TypeError):
        settings = {}
    engine = str(settings.get("ENGINE", ""))
    if engine.endswith("postgresql"):
        return {**settings, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if engine.endswith("sqlite3"):
        # IMMEDIATE takes the write lock when a transaction begins, so that two writers queue
        # instead of one failing half-way. FULL: what was answered with success survives a crash.
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
        return {**settings, "OPTIONS": options}
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with postgres:// or sqlite:///, for example "
        "postgres://sosek@localhost/sosek"
    )


def allowed_hosts() -> list[str]:
    """The names of the site; blanks around them mean nothing, no name at all stops the start."""
    said = os.environ.get("SOSEK_ALLOWED_HOSTS", "127.0.0.1,localhost")
    names = [name.strip() for name in said.split(",") if name.strip()]
    if not names:
        raise ImproperlyConfigured("SOSEK_ALLOWED_HOSTS names no host.")
    return names


def base_url(hosts: list[str], *, https: bool) -> str:
    """SOSEK_BASE_URL: the address of the site, as it stands in messages."""
    host = hosts[0].lstrip(".*") or "localhost"
    said = os.environ.get("SOSEK_BASE_URL", "").rstrip("/")
    url = said or (f"https://{host}" if https else f"http://{host}:8000")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            "SOSEK_BASE_URL must be an address such as https://sosek.example, "
            f"not {os.environ.get('SOSEK_BASE_URL')!r}"
        )
    return url


MAIL_SCHEMES = ("smtp", "smtp+tls", "smtp+ssl", "consolemail")


def mail(folder: Path, *, to_files: bool) -> dict[str, Any]:
    """EMAIL_URL; a demonstration writes its mail into the data folder, others send none without."""
    url = os.environ.get("EMAIL_URL", "")
    if not url:
        kind = "filebased" if to_files else "dummy"
        backend = f"django.core.mail.backends.{kind}.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(folder / "mail")}
    try:
        found: dict[str, Any] = environ.Env.email_url_config(url)
    except (environ.ImproperlyConfigured, ValueError, KeyError, TypeError):
        found = {}
    if url.partition("://")[0] not in MAIL_SCHEMES or "EMAIL_BACKEND" not in found:
        raise ImproperlyConfigured(
            "EMAIL_URL must begin with smtp://, smtp+tls://, smtp+ssl:// or consolemail://, for "
            "example smtp+tls://user:password@mail.example:587"
        )
    return found


DATA_DIR = data_dir()
DEBUG = env_bool("SOSEK_DEBUG", default=False)
DEMO = env_bool("SOSEK_DEMO", default=False)
DEMO_PASSWORD = os.environ.get("SOSEK_DEMO_PASSWORD", "")
HTTPS = env_bool("SOSEK_HTTPS", default=False)
TESTING = "PYTEST_VERSION" in os.environ
SECRET_KEY = secret_key(DATA_DIR, may_make_one=DEBUG or DEMO or TESTING)
ALLOWED_HOSTS = allowed_hosts()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
CSRF_FAILURE_VIEW = "compliance.views.typed.csrf_failure"
BASE_URL = base_url(ALLOWED_HOSTS, https=HTTPS)
# Largest evidence file, in megabytes.
EVIDENCE_MAX_BYTES = env_number("SOSEK_EVIDENCE_MAX_MB", default=10) * 1024 * 1024
EVIDENCE_MAX_FILES = 10  # of one report
# Largest request: a report with all its files, and room for its text.
REQUEST_MAX_BYTES = EVIDENCE_MAX_FILES * EVIDENCE_MAX_BYTES + 4 * 1024 * 1024
FIXTURES = BASE_DIR / "fixtures"
# Requests to the API in a minute: of a token or a person signed in, and of a stranger's address.
API_RATE = env_number("SOSEK_API_RATE", default=600)
API_RATE_STRANGERS = env_number("SOSEK_API_RATE_STRANGERS", default=120)
DOCS = BASE_DIR / "docs"

DATABASES = {"default": database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "sosek.admin_site.SosekAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "simple_history",
    "allauth",
    "allauth.account",
    "drf_spectacular",
    "sosek.ledger",
    "agreements",
    "compliance",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "sosek.limits.LimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agreements.views.language.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "compliance.views.chrome.ChromeMiddleware",
    "agreements.views.private.PrivateMiddleware",
    "sosek.busy.BusyMiddleware",
]

ROOT_URLCONF = "sosek.urls"
WSGI_APPLICATION = "sosek.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "compliance.views.chrome.chrome",
            ]
        },
    }
]

AUTH_USER_MODEL = "agreements.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in hundreds of times
    if TESTING
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "compliance:work"
ACCOUNT_LOGOUT_REDIRECT_URL = "compliance:overview"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "agreements.accounts.ClosedAccounts"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False

MAIL = mail(DATA_DIR, to_files=DEBUG or DEMO or TESTING)
MAILS = not MAIL["EMAIL_BACKEND"].endswith("dummy.EmailBackend")  # whether any is sent at all
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = MAIL.get("EMAIL_FILE_PATH") or None
EMAIL_HOST = MAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SOSEK_MAIL_FROM", "") or f"sosek@{urlsplit(BASE_URL).hostname}"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("id", "Bahasa Indonesia"), ("ms", "Bahasa Melayu")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Of the sidecar only what the page of the API shows: the rest is large, and fetches from outside.
SIDECAR = Path(drf_spectacular_sidecar.__file__).parent / "static" / "drf_spectacular_sidecar"
STATICFILES_DIRS = [BASE_DIR / "static", ("swagger", str(SIDECAR / "swagger-ui-dist"))]
STATICFILES_FINDERS = [
    "sosek.assets.LookFinder",  # one style sheet out of those in static/css
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = DATA_DIR / "evidence"
IMPORTS_ROOT = DATA_DIR / "imports"  # workbooks between preview and import
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FILES = 20
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# As whitenoise has it, and the maps of scripts: large, and read by who looks for mistakes in them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    *("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "tgz", "bz2", "tbz", "xz", "br"),
    *("woff", "woff2", "map"),
)
WHITENOISE_MAX_AGE = 0 if DEBUG else 31536000

# Sign-in attempts and requests to the API are counted here, so every worker must see the same
# counts; so many of them that nobody can crowd out those of another.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agreements.api.tokens.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["agreements.api.tokens.MayWrite"],
    "DEFAULT_THROTTLE_CLASSES": ["agreements.api.rates.PerMinute"],
    "DEFAULT_PAGINATION_CLASS": "agreements.api.walking.Walk",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "agreements.api.described.Described",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "agreements.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": 1 if HTTPS else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sosek",
    "DESCRIPTION": (
        "The register in which two governments can both see who has done what of what they agreed. "
        "What you may see is what you see on the pages; what you may not see is not there (404); "
        "what you may not do is refused (403). Names come in three languages; sentences in the one "
        "of Accept-Language (en, id, ms)."
    ),
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "POSTPROCESSING_HOOKS": [],
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 60 * 60
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {name: {"level": "INFO"} for name in ("agreements", "compliance", "sosek")},
}
