"""The addresses that are WeChat's own."""

from django.urls import path

from . import pages

app_name = "wechat"
urlpatterns = [
    path("", pages.front, name="front"),
    path("progress/", pages.progress, name="progress"),
    path("bind/", pages.bind_page, name="bind"),
    path("unbind/", pages.unbind_page, name="unbind"),
    path("close/", pages.close, name="close"),
]
