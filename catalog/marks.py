"""What a title is to one person («I want to see it»), told by floors above this one.

The catalogue may not know wish lists, yet its lists have to show such marks without a query a
row. A higher app registers an SQL expression under a name when it starts; lists are annotated
with all of them.
"""

from collections.abc import Callable

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from accounts.models import User
from catalog.models import Title

Mark = Callable[[User], Combinable]

_marks: dict[str, Mark] = {}


def register_mark(name: str, mark: Mark) -> None:
    """Annotate every list of titles with `name`; `mark` makes the expression for one person.

    Call it from `AppConfig.ready`. Registering the same name again replaces the expression.
    """
    _marks[name] = mark


def with_marks(titles: QuerySet[Title], person: User) -> QuerySet[Title]:
    """Return the same titles, each with every registered mark for that person; adds no query."""
    if not person.is_authenticated:
        return titles
    return titles.annotate(**{name: mark(person) for name, mark in _marks.items()})
