"""The addresses of the house: every channel brings its own list."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("api/", include("citycard.channels.api.urls")),  # first: programs call more often than people
    path("", include("citycard.site.preferences")),
    path("", include("citycard.site.style")),
    path("", include("citycard.site.about")),
    path("desk/", include("citycard.channels.desk.urls")),
    path("units/", include("citycard.channels.units.urls")),
    path("card-centre/", include("citycard.channels.card_centre.urls")),
    path("medical/", include("citycard.channels.medical.urls")),
    path("ops/", include("citycard.channels.ops.urls")),
    path("wechat/", include("citycard.channels.wechat.urls")),
    path("", include("citycard.channels.demo.urls")),
    path("", include("citycard.channels.web_hall.urls")),
]
if settings.MACHINES:
    urlpatterns = [
        path("12333/", include("citycard.channels.ivr.urls")),
        path("kiosk/", include("citycard.channels.kiosk.urls")),
        *urlpatterns,
    ]
