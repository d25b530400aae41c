from django.apps import AppConfig


class WechatConfig(AppConfig):
    name = "citycard.channels.wechat"
    label = "wechat"
