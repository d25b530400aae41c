from django.apps import AppConfig


class WebHallConfig(AppConfig):
    name = "citycard.channels.web_hall"
    label = "web_hall"
