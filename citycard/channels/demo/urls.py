"""The addresses of the demo; each answers 404 outside it."""

from django.urls import path

from . import factory_page, inbox, moved_clock, tour

app_name = "demo"
urlpatterns = [
    path("demo/", tour.tour, name="tour"),
    path("demo/operator/<slug:username>/", tour.as_operator, name="as_operator"),
    path("demo/person/<slug:key>/", tour.as_person, name="as_person"),
    path("demo/phone/<slug:key>/", tour.phone_of, name="phone_of"),
    path("demo/clock/", moved_clock.move, name="move_clock"),
    path("demo/factory/", factory_page.factory, name="factory"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/messages/", inbox.messages, name="messages"),
]
