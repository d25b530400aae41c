"""The addresses of the web hall. No number of a person or card ever stands in one."""

from django.urls import path

from . import acts_page, guides, home, login, looks, loss, my_card, own_application, powers, progress, replace, rules_page, visit, where

app_name = "web_hall"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("guides/", guides.index, name="guides"),
    path("guides/<slug:service_id>/", guides.guide, name="guide"),
    path("guides/<slug:service_id>/visit/", visit.visit, name="visit"),
    path("where/", where.where, name="where"),
    path("rules/", rules_page.rules_page, name="rules"),
    path("rules/acts/", acts_page.acts_page, name="acts"),
    path("login/", login.log_in, name="login"),
    path("login/code/", login.enter_code, name="login_code"),
    path("logout/", login.log_out, name="logout"),
    path("progress/", progress.look, name="progress"),
    path("progress/answer/", progress.answer, name="progress_answer"),
    path("my-card/", my_card.my_card, name="my_card"),
    path("my-card/branch/", own_application.change_branch, name="change_branch"),
    path("my-card/withdraw/", own_application.withdraw, name="withdraw"),
    path("my-card/loss/", loss.loss, name="loss"),
    path("my-card/loss/done/", loss.loss_done, name="loss_done"),
    path("my-card/loss/<slug:step>/", loss.loss_step, name="loss_step"),
    path("my-card/replace/", replace.tasks, name="replace"),
    path("my-card/replace/done/", replace.done, name="replace_done"),
    path("my-card/replace/<slug:step>/", replace.step, name="replace_step"),
    path("my-card/looks/", looks.looks, name="looks"),
    path("my-card/powers/", powers.powers, name="powers"),
    path("my-card/powers/<int:power_id>/end/", powers.end, name="end_power"),
    path("my-card/for/<int:for_id>/looks/", looks.looks, name="for_looks"),
    path("my-card/for/<int:for_id>/", my_card.my_card, name="for_card"),
    path("my-card/for/<int:for_id>/branch/", own_application.change_branch, name="for_branch"),
    path("my-card/for/<int:for_id>/withdraw/", own_application.withdraw, name="for_withdraw"),
    path("my-card/for/<int:for_id>/loss/", loss.loss, name="for_loss"),
    path("my-card/for/<int:for_id>/loss/done/", loss.loss_done, name="for_loss_done"),
    path("my-card/for/<int:for_id>/loss/<slug:step>/", loss.loss_step, name="for_loss_step"),
    path("my-card/for/<int:for_id>/replace/", replace.tasks, name="for_replace"),
    path("my-card/for/<int:for_id>/replace/done/", replace.done, name="for_replace_done"),
    path("my-card/for/<int:for_id>/replace/<slug:step>/", replace.step, name="for_replace_step"),
]
