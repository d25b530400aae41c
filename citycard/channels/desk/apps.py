from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "citycard.channels.desk"
    label = "desk"
