"""The addresses of the employer's and school's hall (单位和学校的网上大厅, S3.1, S4.1)."""

from django.urls import path

from . import applications, apply, hand_over, home, people, photos, pickup, replace, roster_files, rosters

app_name = "units"
urlpatterns = [
    path("", home.home, name="home"),
    path("people/", people.people, name="people"),
    path("people/new/", apply.new_person, name="new_person"),
    path("people/<int:person_id>/", people.person_page, name="person"),
    path("people/<int:person_id>/apply/", apply.apply, name="apply"),
    path("people/<int:person_id>/replace/", replace.replace_lost, name="replace_lost"),
    path("people/<int:person_id>/change/", replace.change, name="change_card"),
    path("applications/", applications.applications, name="applications"),
    path("applications/<int:application_id>/", applications.done, name="application"),
    path("applications/<int:application_id>/correct/", applications.correct, name="correct"),
    path("applications/<int:application_id>/withdraw/", applications.withdraw, name="withdraw"),
    path("photos/", photos.photos, name="photos"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/sample.<str:style>", roster_files.sample, name="roster_sample"),
    path("rosters/<int:roster_id>/", rosters.roster_page, name="roster"),
    path("rosters/<int:roster_id>/progress/", rosters.progress, name="roster_progress"),
    path("rosters/<int:roster_id>/good-rows/", rosters.good_rows, name="roster_good_rows"),
    path("rosters/<int:roster_id>/result.<str:style>", roster_files.result, name="roster_result"),
    path("pickup/", pickup.pickup, name="pickup"),
    path("pickup/letter/", pickup.letter, name="letter"),
    path("hand-over/", hand_over.hand_over, name="hand_over"),
    path("hand-over/sign-list/", hand_over.sign_list, name="sign_list"),
]
