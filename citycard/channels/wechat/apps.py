from django.apps import AppConfig


class WechatConfig(AppConfig):
    name = "citycard.channels.wechat"
    label = "wechat"

    def ready(self) -> None:
        """Let the web hall ask here whether the binding that opened a session is still good."""
        from citycard.channels.web_hall import holding

        from .actions import account_of

        holding.believe(account_of)
