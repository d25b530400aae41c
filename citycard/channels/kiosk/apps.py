from django.apps import AppConfig


class KioskConfig(AppConfig):
    name = "citycard.channels.kiosk"
    label = "kiosk"
