"""The operator at a staff page: signed in, permitted, and standing at one office or unit."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from time import time
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from citycard.audit import Actor, Channel, ShownDocument
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.people import OfficeFacts, PersonFacts, UnitFacts, office, unit
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.staff import (
    PERMISSIONS,
    ROLE_CHANNELS,
    OperatorFacts,
    Permission,
    PostingFacts,
    Role,
    check_not_own,
    check_serves,
    operator_of,
    require,
)

View = Callable[..., HttpResponse]
POSTING, SEEN = "desk_posting", "desk_seen_at"
SEEN_STEP = 60  # seconds: a session is written once a minute, not at every look


@dataclass(frozen=True)
class Desk:
    """Who works here now: the operator, the posting by which the page is open, and the place."""

    operator: OperatorFacts
    posting: PostingFacts
    office: OfficeFacts | None
    unit: UnitFacts | None

    @property
    def channel(self) -> Channel:
        """The channel that this place is."""
        return ROLE_CHANNELS[self.posting.role]

    @property
    def place(self) -> str:
        """The name of the office or the unit."""
        if self.office is not None:
            return self.office.name
        return self.unit.name if self.unit is not None else ""

    def may(self, permission: Permission) -> bool:
        """Tell whether this posting holds `permission`."""
        return permission in PERMISSIONS[self.posting.role]

    def check_serves(self, person: PersonFacts, permission: Permission = Permission.READ_PERSON) -> None:
        """Refuse NotYourOffice when `person` belongs to another community or unit (S12), and OwnAffair for an act on oneself."""
        place = person.community_name or person.unit_name
        theirs = {"community_id": person.community_id, "unit_id": person.unit_id}
        check_serves(self.posting, **theirs, permission=permission, belongs_to=place)
        if permission is not Permission.READ_PERSON:
            self.check_not_own(person.id)

    def check_not_own(self, person_id: int) -> None:
        """Refuse OwnAffair when the operator would act for themselves (A2)."""
        check_not_own(self.operator, self.posting, person_id=person_id)

    def actor(self, *, documents: tuple[ShownDocument, ...] = (), purpose: str = "", terminal: str = "") -> Actor:
        """Return who acts, for the record of acts (A2)."""
        return Actor(
            channel=self.channel,
            account_id=self.operator.account_id,
            label=self.operator.label,
            office_id=self.posting.office_id,
            unit_id=self.posting.unit_id,
            documents=documents,
            purpose=purpose,
            terminal=terminal,
        )


class StaffRequest(HttpRequest):
    """A request of a signed-in operator."""

    desk: Desk


def staff_page(*permissions: Permission) -> Callable[[View], View]:
    """Open a view to operators who hold one of `permissions`; others sign in first, or are told who may (A2).

    Without permissions any operator may enter. Refuses: NotPermitted.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            operator = operator_of_session(request)
            if operator is None or not operator.postings:
                return redirect_to_login(_way_back(request), login_url=reverse("desk:login"))
            desk = _desk(request, operator, permissions)
            cast(StaffRequest, request).desk = desk
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # pyright: ignore[reportAttributeAccessIssue] a test walks every staff view
        return guarded

    return wrap


def new_key() -> str:
    """Return a key for one form: sent twice, it acts once (A3)."""
    return uuid4().hex


def key_of(request: HttpRequest) -> str:
    """Return the key that the form brought along, or a new one for a form that is about to be shown."""
    return request.POST.get("key") or new_key()


def operator_of_session(request: HttpRequest) -> OperatorFacts | None:
    """Return the operator signed in here, or None; who left the desk idle for too long is signed out."""
    account_id = request.user.pk if request.user.is_authenticated else None
    if account_id is not None and _is_idle(request):
        logout(request)
        return None
    return None if account_id is None else operator_of(account_id=account_id, on=clock.today())


def _is_idle(request: HttpRequest) -> bool:
    """Nobody has touched the desk for `login.idle_minutes`. True time, so that the demo's moved clock signs nobody out."""
    present, seen = int(time()), request.session.get(SEEN)
    limit = 60 * integer_of("login.idle_minutes", on=clock.today())
    if seen is not None and present - seen >= limit:
        return True
    if seen is None or present - seen >= SEEN_STEP:
        request.session[SEEN] = present
    return False


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in: here, or, for a form that was sent, the page on which it stood."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("referer", ""))
    return sent_from.path if sent_from.netloc == request.get_host() else request.path


def _desk(request: HttpRequest, operator: OperatorFacts, permissions: tuple[Permission, ...]) -> Desk:
    chosen = request.session.get(POSTING)
    first = next((posting for posting in operator.postings if posting.id == chosen), operator.postings[0])
    posting = first
    if permissions and not PERMISSIONS[first.role].intersection(permissions):
        held = [one for one in permissions if any(one in PERMISSIONS[posting.role] for posting in operator.postings)]
        posting = require(operator, held[0] if held else permissions[0])
    return Desk(
        operator=operator,
        posting=posting,
        office=office(posting.office_id) if posting.office_id is not None else None,
        unit=unit(posting.unit_id) if posting.unit_id is not None else None,
    )


@dataclass(frozen=True)
class Link:
    """One line of the side bar: shown to whoever holds the permission."""

    label: str | Promise
    url: str
    icon: str
    permission: Permission
    hint: str | Promise = ""


# Every hall adds its places here; the order is the order on the screen.
P = Permission
NAV: tuple[tuple[str, tuple[Link, ...]], ...] = (
    (
        _("窗口"),
        (
            Link(_("找人办事"), "desk:search", "user-check", P.READ_PERSON, _("按号码或姓名，看他的卡和现在能办的事")),
            Link(_("登记新来的人"), "desk:register", "user-plus", P.REGISTER_PERSON, _("系统里还没有的人，照证件登记")),
            Link(_("领卡"), "desk:pickups", "package", P.COLLECT, _("核材料、比人像、扫卡封，把卡交给本人")),
            Link(_("激活"), "desk:activations", "credit-card", P.ACTIVATE, _("四步：本人、卡片、银行密码、完成")),
            Link(_("单位领卡"), "desk:unit_pickups", "briefcase", P.COLLECT_BY_UNIT_AGENT, _("单位取卡人凭介绍信，一次领走")),
            Link(_("临时卡"), "desk:temporary_stock", "id-badge-2", P.STOCK_TEMPORARY_CARDS, _("收进库里，看谁借着、还没收回")),
            Link(_("到货签收"), "desk:shipments", "truck-delivery", P.RECEIVE_SHIPMENT, _("点清签收，取卡通知随即发出")),
        ),
    ),
    (
        _("申请"),
        (
            Link(_("单位首页"), "units:home", "building", P.SUBMIT_ROSTER),
            Link(_("本单位人员"), "units:people", "users", P.SUBMIT_ROSTER),
            Link(_("名册批量申请"), "units:rosters", "table", P.SUBMIT_ROSTER),
            Link(_("在办的申请"), "units:applications", "clipboard-list", P.SUBMIT_ROSTER),
        ),
    ),
    (
        _("领卡和发卡"),
        (
            Link(_("到卡服务大厅领卡"), "units:pickup", "package", P.HAND_OVER_IN_UNIT),
            Link(_("发卡登记"), "units:hand_over", "user-check", P.HAND_OVER_IN_UNIT),
        ),
    ),
    (
        _("用卡"),
        (
            Link(_("核对密码"), "medical:home", "shield-check", P.VERIFY_SOCIAL_PIN),
            Link(_("改社保密码"), "medical:change", "key", P.CHANGE_SOCIAL_PIN),
            Link(_("临时卡"), "medical:temporary", "id-badge-2", P.USE_TEMPORARY_CARD),
        ),
    ),
    (
        _("制卡"),
        (
            Link(_("核对申请"), "card_centre:queue", "list-check", P.ACCEPT_APPLICATION, _("看相片和资料，通过或退回")),
            Link(
                _("制卡批次"), "card_centre:batches", "building-factory-2", P.MAKE_BATCH, _("建批次，和银行、工厂交换文件，入库")
            ),
            Link(_("失败的行"), "card_centre:failed", "alert-triangle", P.MAKE_BATCH, _("没做成的卡和原因，重新建批")),
            Link(_("库存和分拨"), "card_centre:store", "package", P.DISPATCH_CARDS, _("在库的卡寄往大厅和网点")),
            Link(
                _("预开户"),
                "card_centre:bank_office",
                "building-bank",
                P.PRE_OPEN_ACCOUNTS,
                _("给制卡中心送来的文件开户、出回盘"),
            ),
        ),
    ),
    (_("查询"), (Link(_("办理记录"), "desk:record", "history", P.READ_RECORD, _("本处办过的每一件事，谁办的、看了什么")),)),
    (
        _("运行"),
        (
            Link(_("运行看板"), "ops:board", "layout-dashboard", P.READ_OPERATIONS, _("各阶段有多少卡，哪里慢了")),
            Link(_("电话通知名单"), "ops:calls", "phone", P.WORK_CALL_LIST, _("短信没送到的人，打电话告诉")),
            Link(_("办理记录核验"), "ops:record", "shield-check", P.VERIFY_RECORD, _("核验记录有没有被改动过")),
        ),
    ),
)
HALLS = ("units:", "medical:")  # halls whose people see their own places only
AT_MEDICAL = (Channel.MEDICAL, Channel.PHARMACY)


def staff_frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: what the frame of a staff page shows; empty elsewhere."""
    desk = getattr(request, "desk", None)
    if not isinstance(desk, Desk):
        return {}
    return (
        {
            "office": show("places", desk.posting.role.value, language()),
            "me": f"{desk.operator.name} · {desk.operator.staff_no}",
            "me_at": desk.place,
            "other_place": f"{reverse('desk:home')}#postings" if len(desk.operator.postings) > 1 else "",
            "home": reverse(first_page(desk)),
            "sign_out": reverse("desk:sign_out"),
        }
        | _nav(request, desk)
        | _search(desk)
    )


def first_page(desk: Desk) -> str:
    """The name of the page on which work begins at this place."""
    if desk.unit is not None:
        return "units:home"
    return "medical:home" if desk.channel in AT_MEDICAL else "desk:home"


def _search(desk: Desk) -> dict[str, object]:
    """A counter looks for anybody it serves, a unit among its own people. What is typed is sent: no address holds a number."""
    if desk.unit is not None:
        action, hint = reverse("units:people"), _("本单位人员的姓名或社会保障号码")
        return {"search_action": action, "search_hint": hint, "search_by_post": True}
    action = reverse("desk:search") if desk.may(Permission.READ_PERSON) else ""
    return {"search_action": action, "search_by_post": True}


def _nav(request: HttpRequest, desk: Desk) -> dict[str, object]:
    """The side bar: `nav` as groups of links, and the same drawn as `nav_links`; the page's own place is the longest that fits."""
    places = _places(desk.posting.role, desk.unit is not None)
    above = [link["href"] for group in places for link in group["links"] if request.path.startswith(link["href"])]
    nav, drawn = _drawn(desk.posting.role, desk.unit is not None, max(above, key=len, default=""), get_language())
    return {"nav": nav, "nav_links": drawn}


@cache
def _places(role: Role, in_unit: bool) -> list[dict[str, Any]]:
    """The places of a role: the same for everybody who holds it."""
    hall = "units:" if in_unit else "medical:" if ROLE_CHANNELS[role] in AT_MEDICAL else ""
    mine = [
        (title, [link for link in links if link.permission in PERMISSIONS[role] and _is_of_hall(link, hall)])
        for title, links in NAV
    ]
    return [
        {
            "title": title,
            "links": [{"label": link.label, "href": reverse(link.url), "icon": link.icon, "hint": link.hint} for link in links],
        }
        for title, links in mine
        if links
    ]


def _is_of_hall(link: Link, hall: str) -> bool:
    return link.url.startswith(hall) if hall else not link.url.startswith(HALLS)


@cache
def _drawn(role: Role, in_unit: bool, here: str, lang: str) -> tuple[list[dict[str, Any]], SafeString]:
    """The places of a role with the page's own marked, and drawn in one language; there are some hundred of them."""
    nav = [
        {"title": group["title"], "links": [link | {"current": link["href"] == here} for link in group["links"]]}
        for group in _places(role, in_unit)
    ]
    return nav, render_to_string("parts/staff_nav.html", {"nav": nav})
