"""Tags about people."""

from django import template

from accounts import sample

register = template.Library()


@register.simple_tag
def sample_people() -> tuple[sample.SamplePerson, ...]:
    """`{% sample_people as people %}`: `.name` and `.email` of each; empty unless embedded.

    A click on one posts `email` and `next` to `accounts:sample_login`.
    """
    return sample.sample_people()
