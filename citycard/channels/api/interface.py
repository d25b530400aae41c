"""The interface (接口) itself: every group of addresses under one roof."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI

from . import (
    activation,
    applications,
    approvals,
    bank_office,
    batches,
    catalogue,
    checking,
    collection,
    ending,
    losses,
    operations,
    own,
    people,
    pins,
    replacing,
    rosters,
    store,
    temporary,
)
from .problems import handle_problems

VERSION = "1.0"
GROUPS = (
    catalogue,
    people,
    checking,
    applications,
    rosters,
    batches,
    bank_office,
    store,
    collection,
    activation,
    losses,
    pins,
    replacing,
    temporary,
    ending,
    approvals,
    own,
    operations,
)


class Interface(NinjaAPI):
    """An API whose operations each make their own answer, so that none is laid ready for them to fill."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Return the same empty answer to all; no operation asks for it (`response` is no parameter of any)."""
        return _NOT_FILLED


_NOT_FILLED = HttpResponse()
api = Interface(
    title=str(_("社保卡数据接口")),
    version=VERSION,
    urls_namespace="api_v1",
    openapi_url=None,
    docs_url=None,
)
handle_problems(api)
for group in dict.fromkeys(one.group for one in GROUPS):
    api.add_router("", group)
