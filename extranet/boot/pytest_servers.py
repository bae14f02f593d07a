"""A pytest plugin (`-p extranet.boot.pytest_servers`): the test servers run as long as the tests do.

The work is done at import, since pytest-django reads the settings before any hook of ours could run.
Workers of pytest-xdist inherit the addresses and start nothing.
"""

import os

from extranet.boot.environment import fill_in
from extranet.boot.messages import compile_catalogues
from extranet.boot.servers import ensure_environment

os.environ.setdefault("EXTRANET_ENV", "test")
fill_in("test", os.environ)
ensure_environment("test")
compile_catalogues()
