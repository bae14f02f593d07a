#!/usr/bin/env python
"""Django's command line, with the local servers running for the command's duration."""

import importlib.util
import sys

# Read by any Python 3: nothing above may need a new one.
if sys.version_info < (3, 11):
    sys.exit("manage.py: this project needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])
if importlib.util.find_spec("django") is None:
    sys.exit("manage.py: run `make install` once, and then .venv/bin/python manage.py.")

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from extranet.boot.command import prepare
from extranet.boot.errors import BootError


def main() -> None:
    """Run one command; a start that cannot succeed says why in one sentence."""
    try:
        prepare(sys.argv[1:])
        execute_from_command_line(sys.argv)
    except (BootError, ImproperlyConfigured) as refusal:
        sys.exit("manage.py: %s" % refusal)


if __name__ == "__main__":
    main()
