"""One Django process that brings the database up to date: migrations, then the demo.

What it says goes to stderr; stdout holds the text with addresses and sign-ins only.
"""

import sys
from contextlib import redirect_stdout

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Migrate every schema, load the demo where it is wanted, and print how to sign in."""
    django.setup()
    # django-tenants speaks to sys.stdout, whatever stdout it is given.
    with redirect_stdout(sys.stderr):
        call_command("migrate_schemas")
    if settings.DEMO:
        call_command("demo", stdout=sys.stderr)
        call_command("demo", "--sign-ins")
    else:
        sys.stdout.write(f"{settings.SCHEME}://{settings.OPERATOR_HOST}:{settings.PORT}\n")


if __name__ == "__main__":
    main()
