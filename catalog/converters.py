"""Parts of addresses that are more than text: nothing of a path may come through them (A28)."""


class PosterKey:
    """The key of a poster: lower-case letters, digits and single hyphens."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+){0,20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PosterSize(PosterKey):
    """One of the two sizes that are drawn."""

    regex = "small|large"
