"""The addresses of operations."""

from django.urls import path

from . import views

app_name = "ops"
urlpatterns = [
    path("", views.board, name="board"),
    path("calls/", views.calls, name="calls"),
    path("calls/<int:notice_id>/done/", views.called, name="called"),
    path("record/", views.record, name="record"),
]
