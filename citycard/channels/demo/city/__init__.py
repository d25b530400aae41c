"""The sample city: seeded, repeatable, evidently invented; from two thousand people to two million."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .guide import DemoLogin, DemoPerson, demo_logins, demo_people
    from .making import DEFAULT_PEOPLE, MOST_PEOPLE, CityNotEmpty, SeedReceipt, is_empty, seed
    from .operators import demo_password

__getattr__ = door(__name__)
