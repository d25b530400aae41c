"""The command line of the house: `citycard <command>`; each command is a few lines that call a module."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

Command = Callable[[argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 found something wrong, 2 misused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycard.site.settings")
    signal.signal(signal.SIGTERM, _leave)
    try:
        chosen = _parser().parse_args(arguments)
        run: Command = chosen.run
        return run(chosen)
    except KeyboardInterrupt:
        return 130


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="citycard", description="One city's social security card.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, run: Command, told: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=told, description=told)
        command.set_defaults(run=run)
        return command

    _add_running(add)
    _add_data(add)
    _add_record(add)
    _add_tools(add)
    return parser


def _add_running(add: Add) -> None:
    demo = add("demo", _demo, "start everything with the sample city and print where to look")
    demo.add_argument("--port", type=int, default=None, help="port on the loopback address (default: 8600 or the next free one)")
    demo.add_argument("--fresh", action="store_true", help="throw the sample city of the data folder away and make a new one")
    serve = add("serve", _serve, "run the web server")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8600)
    serve.add_argument(
        "--threads", type=int, default=3, help="threads of each process: more wait for the disk at once, fewer answer sooner"
    )
    serve.add_argument("--workers", type=int, default=1, help="processes")
    worker = add("worker", _worker, "run the jobs: notices, expiry, sealing, files")
    worker.add_argument("--once", action="store_true", help="do what is waiting, then stop")


def _add_data(add: Add) -> None:
    add("migrate", _migrate, "create or update the city's tables and their guards")
    seed = add("seed", _seed, "put the sample city into an empty database")
    seed.add_argument("--people", type=int, default=None, help="number of further invented people, up to 2,000,000")
    taken = add(
        "take-over", _take_over, "take over old medical cards, their PINs, mandates and pension banks from a folder of lists"
    )
    taken.add_argument("folder", type=Path, help="where the lists are: old_cards.csv and so on (docs/operate.md)")


def _add_record(add: Add) -> None:
    verify = add("verify", _verify, "check the whole record of acts against its seals")
    verify.add_argument("--head", type=_head, help="a head noted earlier outside the database, as verify prints it: SEAL:HASH")
    proof = add("proof", _proof, "print the proof of an act, or check a proof file without any database")
    proof.add_argument("what", help="the id of an act, or the name of a proof file")
    proof.add_argument("--key", default="", help="the city's public seal key, in hexadecimal, to check a file against")
    token = add("token", _token, "issue a token by which a program calls the JSON interface as an operator, and print it once")
    token.add_argument("staff_no", help="the operator's staff number")
    token.add_argument("--days", type=int, default=30, help="how long it is good")
    token.add_argument("--label", default="command line", help="what it is for")


def _add_tools(add: Add) -> None:
    add("shell", _shell, "open a Python shell inside the house")
    add("check", _check, "check settings, deployment and policy")
    chart = add("map", _map, "write docs/map.md from the code")
    chart.add_argument("--check", action="store_true", help="write nothing; fail when docs/map.md is not what the code says")
    add("stop", _stop, "stop the embedded PostgreSQL of the data folder")
    django = add("django", _django, "run a Django management command")
    django.add_argument("rest", nargs=argparse.REMAINDER)


def _open_database() -> None:
    """Start the embedded database, or join it, unless a server was given."""
    from django.conf import settings

    if not settings.DATABASE_URL:
        from citycard.site import embedded, schema

        embedded.attach(settings.DATA_DIR)
        schema.create_database()


def _enter() -> None:
    """Open the database and make Django ready."""
    import django

    _open_database()
    django.setup()


def _demo(chosen: argparse.Namespace) -> int:
    os.environ.setdefault("CITYCARD_DEMO", "1")
    _open_database()
    from django.conf import settings

    from citycard.site import demo

    if chosen.fresh and settings.DATABASE_URL:
        print("--fresh is for the embedded database only: CITYCARD_DATABASE_URL names a server", file=sys.stderr)
        return 2
    return demo.run(port=chosen.port, is_fresh=chosen.fresh)


def _serve(chosen: argparse.Namespace) -> int:
    _open_database()
    from citycard.site import servers

    return servers.serve(host=chosen.host, port=chosen.port, threads=chosen.threads, workers=chosen.workers)


def _worker(chosen: argparse.Namespace) -> int:
    _enter()
    from citycard.site import servers

    return servers.work(once=chosen.once)


def _migrate(chosen: argparse.Namespace) -> int:
    _enter()
    from citycard.site import schema

    schema.prepare(verbosity=1)
    return 0


def _seed(chosen: argparse.Namespace) -> int:
    _enter()
    from citycard.channels.demo import city
    from citycard.shared import clock
    from citycard.site import schema

    schema.prepare()
    people = city.DEFAULT_PEOPLE if chosen.people is None else chosen.people
    print(city.seed(at=clock.now(), people=people))
    return 0


def _take_over(chosen: argparse.Namespace) -> int:
    _enter()
    from citycard.site import taking_over

    worst = 0
    for text, code in taking_over.run(chosen.folder):
        print(text)
        worst = max(worst, code)
    return worst


def _head(text: str) -> str:
    """Return a head as it is written, `seal:chain`; ValueError makes argparse say what is wrong."""
    seal, _, chain = text.partition(":")
    int(seal), bytes.fromhex(chain)
    return text


def _verify(chosen: argparse.Namespace) -> int:
    _enter()
    from citycard import audit

    text, is_sound = audit.verify_report(published_head=chosen.head or "")
    print(text)
    return 0 if is_sound else 1


def _proof(chosen: argparse.Namespace) -> int:
    from citycard import audit

    if chosen.what.isdigit():
        _enter()
        print(audit.prove(int(chosen.what)))
        return 0
    holds = audit.check_proof(Path(chosen.what).read_text(encoding="utf-8"), public_key=bytes.fromhex(chosen.key) or None)
    print("the proof holds / 证明成立" if holds else "the proof does NOT hold / 证明不成立")
    return 0 if holds else 1


def _token(chosen: argparse.Namespace) -> int:
    _enter()
    from citycard.channels.api import tokens

    print(tokens.issue(staff_no=chosen.staff_no, label=chosen.label, days=chosen.days))
    return 0


def _shell(chosen: argparse.Namespace) -> int:
    return _manage("shell")


def _check(chosen: argparse.Namespace) -> int:
    return _manage("check", "--fail-level", "WARNING")


def _map(chosen: argparse.Namespace) -> int:
    import django

    django.setup()
    from citycard.site import atlas

    return atlas.check() if chosen.check else atlas.write()


def _stop(chosen: argparse.Namespace) -> int:
    from django.conf import settings

    from citycard.site import embedded

    embedded.stop(embedded.home_of(settings.DATA_DIR))
    return 0


def _django(chosen: argparse.Namespace) -> int:
    return _manage(*chosen.rest)


def _manage(*words: str) -> int:
    _enter()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["citycard", *words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
