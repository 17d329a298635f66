"""Commands of `manage.py` as who calls them sees them: what they print, how they refuse."""

import io

import pytest
from django.core.management import CommandError, call_command


def printed(command: str, *arguments: object) -> str:
    """What a command prints. Raises CommandError."""
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(command: str, *arguments: object) -> tuple[int, str]:
    """Exit code and words of a command that must refuse."""
    with pytest.raises(CommandError) as raised:
        printed(command, *arguments)
    return raised.value.returncode, str(raised.value)
