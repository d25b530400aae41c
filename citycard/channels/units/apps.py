from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "citycard.channels.units"
    label = "units"
