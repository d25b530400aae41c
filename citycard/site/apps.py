from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "citycard.site"
    label = "house"
