"""The addresses of the house: every channel brings its own list."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

CHANNELS = {
    "desk/": "citycard.channels.desk.urls",
    "units/": "citycard.channels.units.urls",
    "card-centre/": "citycard.channels.card_centre.urls",
    "ops/": "citycard.channels.ops.urls",
    "api/": "citycard.channels.api.urls",
    "": "citycard.channels.demo.urls",
    " ": "citycard.channels.web_hall.urls",
}


def _landed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("citycard.site.preferences")),
    path("", include("citycard.site.style")),
    path("", include("citycard.site.about")),
    *(path(prefix.strip(), include(module)) for prefix, module in CHANNELS.items() if _landed(module)),
]
