"""The addresses of the machine. No number of a person or card ever stands in one."""

from django.urls import path

from . import card, front, loss, pin, who

app_name = "kiosk"
urlpatterns = [
    path("", front.front, name="front"),
    path("where/", front.where, name="where"),
    path("forgotten/", front.forgotten, name="forgotten"),
    path("left/", front.left, name="left"),
    path("who/<slug:errand>/", who.who, name="who"),
    path("who/<slug:errand>/code/", who.code, name="code"),
    path("who/<slug:errand>/card/<slug:key>/", who.lay_card, name="lay_card"),
    path("loss/", loss.loss, name="loss"),
    path("loss/done/", loss.loss_done, name="loss_done"),
    path("pin/", pin.pin, name="pin"),
    path("card/", card.card, name="card"),
]
