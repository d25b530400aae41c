"""The addresses of the desk of hospitals and pharmacies. No card number is in any of them."""

from django.urls import path

from . import change, temporary, use

app_name = "medical"
urlpatterns = [
    path("", use.home, name="home"),
    path("pin/", use.pin, name="pin"),
    path("authorised/", use.authorised, name="authorised"),
    path("change/", change.find, name="change"),
    path("change/pin/", change.pin, name="change_pin"),
    path("changed/", change.changed, name="changed"),
    path("temporary/", temporary.temporary, name="temporary"),
    path("temporary/used/", temporary.used, name="temporary_used"),
]
