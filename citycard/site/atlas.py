"""The map of the house, `docs/map.md`: drawn from the code, so that it cannot tell another story.

State machines come from `Machine.all()`; the table rule → code → test from where a rule's number (S5.2, A3) is written:
in a docstring, a refusal's `rule`, a move's `rule`, a policy file or a test.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml
from django.conf import settings

from citycard.journeys import TABLE
from citycard.shared.states import Machine
from citycard.site.schema import load_state_tables

RULE = re.compile(r"\b(S\d{1,2}(?:\.\d{1,2})?|A[1-4])\b(?![\w/])")
PLACE = Path("docs") / "map.md"

Names = dict[str, list[str]]  # file → the functions and classes in it that cite the rule; the file itself is ''
Places = dict[str, Names]


def write() -> int:
    """Write docs/map.md and return 0."""
    (settings.BASE_DIR / PLACE).write_text(draw(), encoding="utf-8")
    return 0


def check() -> int:
    """Return 0 when docs/map.md says what the code says, else print what to do and return 1."""
    place = settings.BASE_DIR / PLACE
    if place.exists() and place.read_text(encoding="utf-8") == draw():
        return 0
    sys.stderr.write(f"{PLACE} is not what the code says: run `make map` and commit it.\n")
    return 1


def draw() -> str:
    """Return the whole map as Markdown."""
    load_state_tables()
    machines = [machine for machine in Machine.all() if is_ours(machine)]
    parts = [_HEAD, "## State machines\n", *(drawing(machine) for machine in machines)]
    parts += ["## The decision table: which act, where, by whom, under which conditions\n", decision_table(), ""]
    return "\n".join([*parts, "## Rules: where they are kept and which test proves them\n", rule_table(), ""])


_HEAD = """# Map of the house

Made by `citycard map` from the code; `make check` compares. Rule numbers are those of `policy/rules.yaml`.
"""


def drawing(machine: Machine) -> str:
    """Return one state machine as a Mermaid drawing with its table, column and rules."""
    lines = [f"### {machine.name}", "", f"`{machine.table}.{machine.column}`", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state}: {state} {machine.labels[state]}" for state in machine.states if state in machine.labels]
    lines += [f"    [*] --> {state}" for state in machine.initial_states]
    for move in machine.moves:
        told = f"{move.event} ({move.rule})" if move.rule else move.event
        lines.append(f"    {move.source} --> {move.target}: {told}")
    return "\n".join([*lines, "```", ""])


def decision_table() -> str:
    """Return the decision table of the journeys as Markdown, one line an act, in the order of a card's life."""
    lines = ["| act | rule | where and by whom | what must hold, the weightiest first |", "|---|---|---|---|"]
    for act, line in TABLE.items():
        where = "<br>".join(f"{channel.value}: {', '.join(sorted(who))}" for channel, who in line.at.items())
        needs = ", ".join(need.name for need in line.needs)
        lines.append(f"| `{act.value}` | {line.rule} | {where} | {needs} |")
    return "\n".join(lines)


def rule_table() -> str:
    """Return the table rule → its words → code → tests as Markdown; a rule nobody cites has dashes."""
    root: Path = settings.BASE_DIR
    code, policy, tests = cited_in(root / "citycard"), cited_in_policy(), cited_in(root / "tests")
    lines = ["| rule | in plain words | code and policy | tests |", "|---|---|---|---|"]
    for number, words in rules().items():
        kept = code.get(number, {}) | policy.get(number, {})
        lines.append(f"| {number} | {words} | {_cell(kept)} | {_cell(tests.get(number, {}))} |")
    return "\n".join(lines)


def rules() -> dict[str, str]:
    """Return every rule's number with its English words, in the rulebook's order."""
    told = yaml.safe_load((settings.POLICY_DIR / "rules.yaml").read_text(encoding="utf-8"))
    return {number: str(entry["en"]).replace("|", "/").replace("\n", " ").strip() for number, entry in told.items()}


def cited_in(folder: Path) -> Places:
    """Return {rule: {file: names of the functions and classes citing it}} of all Python files under `folder`."""
    found: Places = defaultdict(dict)
    for path in sorted(folder.rglob("*.py")):
        if "migrations" in path.parts or path.name == "conftest.py" or path == Path(__file__):
            continue
        where = path.relative_to(settings.BASE_DIR).as_posix()
        for number, name in _citations(path.read_text(encoding="utf-8")):
            names = found[number].setdefault(where, [])
            if name and name not in names:
                names.append(name)
    return dict(found)


def cited_in_policy() -> Places:
    """Return {rule: {policy file: []}} of the policy files that name it."""
    found: Places = defaultdict(dict)
    for path in sorted(settings.POLICY_DIR.rglob("*.yaml")):
        if path.name == "rules.yaml":
            continue
        where = f"policy/{path.relative_to(settings.POLICY_DIR).as_posix()}"
        for number in sorted(set(RULE.findall(path.read_text(encoding="utf-8")))):
            found[number][where] = []
    return dict(found)


def _citations(text: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, name of the top-level function or class around it, or '') for every citation of a file."""
    spans: list[tuple[int, int, str]] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            spans.append((first, node.end_lineno or node.lineno, node.name))
    for number, line in enumerate(text.splitlines(), start=1):
        for rule in dict.fromkeys(RULE.findall(line)):
            yield rule, next((name for first, last, name in spans if first <= number <= last), "")


def is_ours(machine: Machine) -> bool:
    """True for machines of the rooms; tests may register their own in the same process."""
    from django.apps import apps

    return machine.table in {model._meta.db_table for model in apps.get_models()}


def _cell(places: Names) -> str:
    told = [f"`{where}`" + (f": {', '.join(names)}" if names else "") for where, names in places.items()]
    return "<br>".join(told) or "–"
