#!/usr/bin/env python
"""Django's command line of this project."""

import os
import sys


def main() -> None:
    """Run the command named in the arguments under the development settings by default."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cinema.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
