"""`python3 -m extranet.boot run` and its like: the only file that an old Python must be able to read."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("make: this project needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

from extranet.boot.install import main

main(sys.argv[1:])
