from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "citycard.channels.api"
    label = "api"
