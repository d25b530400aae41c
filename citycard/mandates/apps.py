from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "citycard.mandates"
    label = "mandates"
    default_auto_field = "django.db.models.BigAutoField"
