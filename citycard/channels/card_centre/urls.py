"""The addresses of the card centre and the bank's back office."""

from django.urls import path

from . import applications, bank_office, batches, files, store

app_name = "card_centre"
urlpatterns = [
    path("", applications.queue, name="queue"),
    path("applications/accept/", applications.accept, name="accept"),
    path("applications/<int:application_id>/", applications.one, name="application"),
    path("applications/<int:application_id>/reject/", applications.reject, name="reject"),
    path("applications/<int:application_id>/photo/", applications.photo, name="photo"),
    path("batches/", batches.listing, name="batches"),
    path("batches/make/", batches.make, name="make_batch"),
    path("batches/<int:batch_id>/", batches.one, name="batch"),
    path("batches/<int:batch_id>/move/<slug:step>/", batches.move, name="move_batch"),
    path("batches/<int:batch_id>/send/<slug:leg>/", files.send, name="send_file"),
    path("batches/<int:batch_id>/take/<slug:leg>/", files.take, name="take_file"),
    path("failed/", batches.failed, name="failed"),
    path("store/", store.listing, name="store"),
    path("store/dispatch/", store.send, name="dispatch"),
    path("shipments/<int:shipment_id>/", store.shipment_page, name="shipment"),
    path("bank/", bank_office.listing, name="bank_office"),
    path("bank/pre-open/", bank_office.open_accounts, name="pre_open"),
    path("bank/pre-open/<slug:batch_number>/return/", bank_office.give_return, name="bank_return"),
]
