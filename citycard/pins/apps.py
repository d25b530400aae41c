from django.apps import AppConfig


class PinsConfig(AppConfig):
    name = "citycard.pins"
    label = "pins"
    default_auto_field = "django.db.models.BigAutoField"
