from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "citycard.channels.ops"
    label = "ops"
