"""Settings: everything that differs between a laptop and a city hall comes from the environment (see docs/operate.md)."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from citycard.site import embedded

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("CITYCARD_DATA_DIR", BASE_DIR / ".var")).resolve()
POLICY_DIR = Path(os.environ.get("CITYCARD_POLICY_DIR", BASE_DIR / "policy")).resolve()
CITY_SCHEMA = os.environ.get("CITYCARD_CITY_SCHEMA", "c210400")


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _secret_key() -> str:
    """Return the key of this installation: from the environment, else made once and kept in the data folder."""
    if key := os.environ.get("CITYCARD_SECRET_KEY"):
        return key
    place = DATA_DIR / "secret_key"
    if not place.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=DATA_DIR) as made:  # readable by its owner only
            made.write(secrets.token_urlsafe(64))
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, place)  # whole or not at all, and the first process wins
    return place.read_text()


def _database(url: str) -> dict[str, Any]:
    """Return Django's database entry: the given server, or the embedded one of the data folder when `url` is empty."""
    options: dict[str, Any] = {"options": f"-c search_path={CITY_SCHEMA},public"}
    options["prepare_threshold"] = 5 if _flag("CITYCARD_PREPARE", default=True) else None  # off behind an old PgBouncer
    entry: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options, "TIME_ZONE": "Asia/Shanghai"}
    if not url:
        home = embedded.home_of(DATA_DIR)
        return entry | {"NAME": "citycard", "USER": embedded.SUPERUSER, "HOST": str(home.socket)}
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    options |= query
    entry |= {"NAME": unquote(parts.path.lstrip("/")), "HOST": host, "PORT": str(parts.port or "")}
    return entry | {"USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or "")}


SECRET_KEY = _secret_key()
DEBUG = _flag("CITYCARD_DEBUG", default=False)
DEMO = _flag("CITYCARD_DEMO", default=False)
MACHINES = DEMO or _flag("CITYCARD_MACHINES", default=False)  # kiosk and 12333 are for machines of the city, not for any browser
KIOSK_TERMINAL = os.environ.get("CITYCARD_KIOSK", "ZN-012")  # what the record of acts calls the machine
SECURE = _flag("CITYCARD_HTTPS", default=False)
ALLOWED_HOSTS = os.environ.get("CITYCARD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

DATABASE_URL = os.environ.get("CITYCARD_DATABASE_URL", "")
DATABASES = {"default": _database(DATABASE_URL)}
if _flag("CITYCARD_POOL", default=True):
    DATABASES["default"]["CONN_MAX_AGE"] = None  # each thread of the server keeps its own: a pool costs more than it saves here
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "procrastinate.contrib.django",
    "citycard.audit",
    "citycard.people",
    "citycard.staff",
    "citycard.ledger",
    "citycard.pins",
    "citycard.notices",
    "citycard.cards",
    "citycard.medical",
    "citycard.mandates",
    "citycard.benefits",
    "citycard.bank",
    "citycard.channels.desk",
    "citycard.channels.web_hall",
    "citycard.channels.ivr",
    "citycard.channels.kiosk",
    "citycard.channels.wechat",
    "citycard.channels.units",
    "citycard.channels.card_centre",
    "citycard.channels.medical",
    "citycard.channels.ops",
    "citycard.channels.api",
    "citycard.channels.demo",
    "citycard.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "citycard.site.middleware.content_security_policy",
    "citycard.site.middleware.programs",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "citycard.channels.refusals.RefusalPages",
]

ROOT_URLCONF = "citycard.site.urls"
WSGI_APPLICATION = "citycard.site.wsgi.application"
AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "/login/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]

# The gateway for short messages: any class with the methods of citycard.notices.SmsPort.
SMS_PORT = os.environ.get("CITYCARD_SMS_PORT", "citycard.notices.DemoInbox")

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "citycard" / "site" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "citycard.site.templates_by_language.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "citycard.site.screen.screen",
                "citycard.channels.staffing.staff_frame",
                "citycard.channels.web_hall.holding.holder_frame",
            ],
        },
    }
]

PROCRASTINATE_IMPORT_PATHS = ["citycard.journeys.tasks"]  # journeys have no tables, so they are no Django app

# The key of the PIN digests: a file of the data folder, or a hardware security module (see docs/operate.md).
PIN_KEY_STORE = os.environ.get("CITYCARD_PIN_KEY_STORE", "file")
PIN_KEY_FILE = Path(os.environ.get("CITYCARD_PIN_KEY_FILE", DATA_DIR / "pin_key"))
PIN_KEY_HASH = os.environ.get("CITYCARD_PIN_KEY_HASH", "sha256")
PKCS11_MODULE = os.environ.get("CITYCARD_PKCS11_MODULE", "/usr/lib/softhsm/libsofthsm2.so")
PKCS11_TOKEN = os.environ.get("CITYCARD_PKCS11_TOKEN", "citycard")
PKCS11_PIN_FILE = Path(os.environ.get("CITYCARD_PKCS11_PIN_FILE", DATA_DIR / "pkcs11_pin"))

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LANGUAGE_COOKIE_NAME = "citycard_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "citycard" / "site" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "citycard" / "site" / "static"]
_MANIFEST = _flag("CITYCARD_MANIFEST", default=False)  # set after `citycard django collectstatic`; not while debugging
WHITENOISE_USE_FINDERS = not _MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

SESSION_ENGINE = "citycard.site.sessions"
AUTHENTICATION_BACKENDS = ["citycard.site.sessions.Accounts"]
SESSION_COOKIE_NAME = "citycard_session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A roster or a returned file is streamed to disk; anything that claims to be a form field stays small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Nothing here prints a request's body, a query's parameters or a local variable: they hold citizens' numbers.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "citycard.site.reports.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("CITYCARD_LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}, "django.db.backends": {"level": "WARNING"}},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "citycard.site.reports.SilentReporterFilter"

SILENCED_SYSTEM_CHECKS: list[str] = []
