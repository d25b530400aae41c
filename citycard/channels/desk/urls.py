"""The addresses of the counters."""

from django.urls import path

from . import home, sign_in

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("login/", sign_in.sign_in, name="login"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("posting/<int:posting_id>/", sign_in.choose_posting, name="choose_posting"),
    path("search/", home.search, name="search"),
]
