"""Before any test module is imported: the test servers run, and Django is set up on them.

A plugin of its own, first in `conftest.py`, so that a bare `.venv/bin/pytest` works and models can be
imported at the top of every file. Workers of pytest-xdist inherit the addresses and start nothing.
"""

import os

import django

import extranet.boot.pytest_servers  # noqa: F401 - at import: servers, environment, catalogues

# The controller's number, which its workers inherit: names this run's databases.
RUN = os.environ.setdefault("EXTRANET_TEST_RUN", str(os.getpid()))

django.setup()
