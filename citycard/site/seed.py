"""`citycard seed`: the sample city, as the command line and the demo runner ask for it."""

from citycard.shared import clock


def is_empty() -> bool:
    """Tell whether nobody lives in this database yet."""
    from citycard.channels.demo import city

    return city.is_empty()


def run(*, people: int | None) -> str:
    """Make the sample city with that many further people (default: two thousand); return one line that says what was made."""
    from citycard.channels.demo import city

    return str(city.seed(at=clock.now(), people=city.DEFAULT_PEOPLE if people is None else people))
