"""The sample people of the embedded mode. No other mode ever makes or shows them."""

from dataclasses import dataclass

from django.conf import settings

PASSWORD = "kino-together"  # noqa: S105 - public by design: printed on the first screen


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody to try the site as."""

    login: str
    name: str

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.login}@example.test"


PEOPLE = (
    SamplePerson("vasily", "Василий"),
    SamplePerson("anya", "Аня"),
    SamplePerson("petr", "Пётр"),
    SamplePerson("olga", "Ольга"),
)


def sample_people() -> tuple[SamplePerson, ...]:
    """Return the people whom one click signs in here; nobody outside the embedded mode."""
    return PEOPLE if settings.EMBEDDED else ()
