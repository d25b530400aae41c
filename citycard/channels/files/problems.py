"""A bad line in words: which line, which field, why."""

from citycard.channels.messages import show
from citycard.shared.exchange import LineProblem


def sentence(problem: LineProblem, lang: str = "zh") -> str:
    """Return a problem as a clerk reads it, such as “第 12 行：银行卡号，校验位不对”."""
    field, reason = show("field", problem.field, lang), show("reason", problem.reason, lang)
    if lang == "zh":
        return f"第 {problem.line} 行：{field}，{reason}"
    return f"Line {problem.line}: {field}, {reason}"
