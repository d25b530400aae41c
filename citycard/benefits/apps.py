from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "citycard.benefits"
    label = "benefits"
    default_auto_field = "django.db.models.BigAutoField"
