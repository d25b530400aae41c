"""The addresses of the telephone. What is pressed travels in the body, never in an address."""

from django.urls import path

from . import page

app_name = "ivr"
urlpatterns = [
    path("", page.phone, name="phone"),
    path("dial/", page.dial, name="dial"),
    path("key/", page.key, name="key"),
    path("hang-up/", page.hang_up, name="hang_up"),
]
