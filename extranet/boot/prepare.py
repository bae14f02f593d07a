"""One Django process that brings the database up to date: migrations, then the demo.

What it says goes to stderr; stdout holds the text with addresses and sign-ins only.
"""

import sys

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Migrate every schema, load the demo where it is wanted, and print how to sign in."""
    django.setup()
    call_command("migrate_schemas", stdout=sys.stderr)
    if settings.DEMO:
        call_command("demo", stdout=sys.stderr)
        call_command("demo", "--sign-ins")


if __name__ == "__main__":
    main()
