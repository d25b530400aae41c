from django.apps import AppConfig


class IvrConfig(AppConfig):
    name = "citycard.channels.ivr"
    label = "ivr"
