from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "citycard.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from .checks import check_gateway

        register(check_gateway, Tags.compatibility, deploy=True)
