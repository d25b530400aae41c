from django.apps import AppConfig


class CardCentreConfig(AppConfig):
    name = "citycard.channels.card_centre"
    label = "card_centre"
