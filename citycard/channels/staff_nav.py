"""The side bar of the staff pages: which places a role has, and the page's own marked."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from citycard.audit import Channel
from citycard.staff import PERMISSIONS, ROLE_CHANNELS, Permission, Role


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
            Link(
                _("等复核的事"),
                "desk:approvals",
                "shield-check",
                P.PREPARE_TAKE_BACK_DEATH,
                _("一位提请、另一位复核的事，谁提的、为什么"),
            ),
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


def nav_of(path: str, role: Role, *, in_unit: bool) -> dict[str, object]:
    """The side bar: `nav` as groups of links, and the same drawn as `nav_links`; the page's own place is the longest that fits."""
    places = _places(role, in_unit)
    above = [link["href"] for group in places for link in group["links"] if path.startswith(link["href"])]
    nav, drawn = _drawn(role, in_unit, max(above, key=len, default=""), get_language())
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
