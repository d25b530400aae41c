from django.apps import AppConfig


class MedicalDeskConfig(AppConfig):
    name = "citycard.channels.medical"
    label = "medical_desk"
