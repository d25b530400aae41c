"""The first words of the page of one's card: where things stand, and what comes next, by stage."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .card_page import CardPage
from .stages import Stage

# stage → to the holder, about a ward, and on the open look-up, where nobody is named
HEADINGS = {
    Stage.NONE: (
        gettext_lazy("%(name)s，您还没有社保卡"),
        gettext_lazy("%(name)s还没有社保卡"),
        gettext_lazy("还没有社保卡"),
    ),
    Stage.REJECTED: (
        gettext_lazy("%(name)s，您的申请没有通过"),
        gettext_lazy("%(name)s的申请没有通过"),
        gettext_lazy("申请没有通过"),
    ),
    Stage.APPLIED: (
        gettext_lazy("%(name)s，您的申请收到了"),
        gettext_lazy("%(name)s的申请收到了"),
        gettext_lazy("申请收到了，正在核对"),
    ),
    Stage.CHECKED: (
        gettext_lazy("%(name)s，您的申请核对通过了"),
        gettext_lazy("%(name)s的申请核对通过了"),
        gettext_lazy("核对通过了，等着制卡"),
    ),
    Stage.MAKING: (
        gettext_lazy("%(name)s，您的新卡正在制作"),
        gettext_lazy("%(name)s的新卡正在制作"),
        gettext_lazy("新卡正在制作"),
    ),
    Stage.ON_THE_WAY: (
        gettext_lazy("%(name)s，您的新卡在路上"),
        gettext_lazy("%(name)s的新卡在路上"),
        gettext_lazy("新卡在送往网点的路上"),
    ),
    Stage.READY: (
        gettext_lazy("%(name)s，您的新卡可以领了"),
        gettext_lazy("%(name)s的新卡可以领了"),
        gettext_lazy("新卡可以领了"),
    ),
    Stage.READY_FOR_UNIT: (
        gettext_lazy("%(name)s，您的新卡做好了，由单位去领"),
        gettext_lazy("%(name)s的新卡做好了，由单位去领"),
        gettext_lazy("新卡做好了，由单位去领"),
    ),
    Stage.WITH_UNIT: (
        gettext_lazy("%(name)s，您的新卡在单位"),
        gettext_lazy("%(name)s的新卡在单位"),
        gettext_lazy("新卡在单位"),
    ),
    Stage.COLLECTED: (
        gettext_lazy("%(name)s，您的卡领到了，还差激活"),
        gettext_lazy("%(name)s的卡领到了，还差激活"),
        gettext_lazy("卡领到了，还差激活"),
    ),
    Stage.ACTIVE: (
        gettext_lazy("%(name)s，您的卡可以用"),
        gettext_lazy("%(name)s的卡可以用"),
        gettext_lazy("卡已激活，可以用"),
    ),
    Stage.LOCKED: (
        gettext_lazy("%(name)s，您的社保密码锁了"),
        gettext_lazy("%(name)s的社保密码锁了"),
        gettext_lazy("卡已激活"),
    ),
    Stage.OUT_OF_DATE: (
        gettext_lazy("%(name)s，您的卡过了有效期"),
        gettext_lazy("%(name)s的卡过了有效期"),
        gettext_lazy("卡过了有效期"),
    ),
    Stage.REPORTED: (
        gettext_lazy("%(name)s，您的卡已挂失"),
        gettext_lazy("%(name)s的卡已挂失"),
        gettext_lazy("卡已挂失"),
    ),
    Stage.CLOSING: (
        gettext_lazy("%(name)s，您的社保卡正在注销"),
        gettext_lazy("%(name)s的社保卡正在注销"),
        gettext_lazy("社保卡正在注销"),
    ),
}
LEADS = {
    Stage.NONE: gettext_lazy("申请一张，看病、缴费、领待遇都用它。首次办卡免费。"),
    Stage.REJECTED: gettext_lazy("看看原因，改好以后可以重新申请。"),
    Stage.APPLIED: gettext_lazy("核对通过就排进下一批制卡。"),
    Stage.CHECKED: gettext_lazy("下一批制卡时就做，做好送到领卡的网点。"),
    Stage.MAKING: gettext_lazy("做好送到领卡的网点后，会发短信告诉您；这里也能看。"),
    Stage.ON_THE_WAY: gettext_lazy("网点签收后会发短信告诉您；这里也能看。"),
    Stage.READY: gettext_lazy("带证件到%(place)s，领卡、激活一次办完。"),
    Stage.READY_FOR_UNIT: gettext_lazy("单位派人领回后发给您，不用自己跑。"),
    Stage.WITH_UNIT: gettext_lazy("单位已经领回，请向单位的经办人领。"),
    Stage.COLLECTED: gettext_lazy("带有效身份证件和新卡到抚顺银行，激活后两项功能一起能用。"),
    Stage.ACTIVE: gettext_lazy("社会保障和银行金融两项功能都已启用。"),
    Stage.LOCKED: gettext_lazy("银行金融功能不受影响。重置社保密码以后就能用。"),
    Stage.OUT_OF_DATE: gettext_lazy("换一张新卡才能再用；账户照常进账，余额和授权都不变。"),
    Stage.REPORTED: gettext_lazy("挂失一直有效，到解除挂失或新卡激活为止。"),
    Stage.CLOSING: gettext_lazy("社保功能已经注销，不能恢复；还要做什么，看下面。"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """The h1 and the sentence under it."""

    title: str
    lead: str


def heading(page: CardPage, stage: Stage, *, is_open_look_up: bool = False) -> Heading:
    """Return the heading for a stage; the open look-up names nobody."""
    titles = HEADINGS[stage]
    title = titles[2] if is_open_look_up else titles[0] if page.is_own else titles[1]
    place = page.pickup.name if page.pickup else _("领卡网点")
    return Heading(title=title % {"name": page.person.name}, lead=LEADS[stage] % {"place": place})
