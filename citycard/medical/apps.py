from django.apps import AppConfig


class MedicalConfig(AppConfig):
    name = "citycard.medical"
    label = "medical"
    default_auto_field = "django.db.models.BigAutoField"
