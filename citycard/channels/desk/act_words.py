"""Lines of the record of acts as a counter reads them: what was done, when, where, by whom, on which papers (A2)."""

from django.utils.translation import gettext as _

from citycard.audit import ActLine, ShownDocument
from citycard.channels.messages import show
from citycard.channels.purposes import purpose_words
from citycard.channels.refusals import language
from citycard.policy import UnknownPolicy, paper

READ = "look_up"
ICONS = {"household_register": "book-2", "unit_letter": "file-text", "new_card": "credit-card", "social_card": "credit-card"}


def act_word(act: str) -> str:
    """What an act is called at a counter."""
    return show("act", act, language())


def paper_word(kind: str) -> str:
    """What a kind of paper is called; a kind that the city no longer knows keeps its code."""
    try:
        return paper(kind).name.of(language())
    except UnknownPolicy:
        return kind


def shown_line(line: ActLine) -> dict[str, object]:
    """One line of a timeline, for `parts/timeline.html`."""
    papers = _("、").join(dict.fromkeys(paper_word(one.kind) for one in line.documents))
    who = line.operator_label if line.account_id is not None else _("系统")
    meta = [
        show("channel", str(line.channel), language()),
        who,
        _came_words(line),
        _refused_words(line),
        papers,
        line.number,
        purpose_words(line.purpose) if line.act == READ else "",
    ]
    return {"title": act_word(line.act), "at": line.at, "meta": [word for word in meta if word], "bad": False}


def _came_words(line: ActLine) -> str:
    """Who came for the holder, as the paper shown said; empty when the holder came."""
    one = next((one for one in line.documents if one.name), None)
    if one is None:
        return ""
    whose = _("%(name)s（%(relation)s）来办") if one.relation else _("%(name)s来办")
    return whose % {"name": one.name, "relation": one.relation}


def _refused_words(line: ActLine) -> str:
    """Why a second operator did not sign; whoever prepared it reads it where the person is."""
    return str(line.facts.get("reason", "")) if line.act == "refuse_take_back_death" else ""


def documents_of(one: ShownDocument, line: ActLine) -> dict[str, object]:
    """One paper shown at a counter, for the list of papers."""
    owner = " ".join(word for word in (show("paper_owner", one.holder, language()), one.name) if word)
    seen = _("看的是原件") if one.original_seen else _("没有看到原件")
    return {
        "name": f"{paper_word(one.kind)}（{owner}）" if one.holder != "applicant" else paper_word(one.kind),
        "number": one.number_masked,
        "at": line.at,
        "place": show("channel", str(line.channel), language()),
        "seen": seen,
        "icon": ICONS.get(one.kind, "id"),
    }
