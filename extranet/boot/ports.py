"""The port of the web: valid, free, and on which loopback addresses."""

import errno
import socket
from typing import Final

from extranet.boot.errors import BootError

_IPV4: Final = "127.0.0.1"
_IPV6: Final = "::1"


def port_number(text: str) -> int:
    """Read PORT; raise BootError when it is no port."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise BootError(f"PORT is {text!r}, and must be a whole number from 1 to 65535.")
    return int(text)


def loopback_addresses() -> list[str]:
    """Return the addresses to answer on: browsers may resolve `*.localhost` to either of the two."""
    return [_IPV4, *([_IPV6] if _refusal(_IPV6, 0) is None else [])]


def require_free(port: int, addresses: list[str]) -> None:
    """Raise BootError when somebody else answers on the port."""
    for address in addresses:
        refusal = _refusal(address, port)
        if refusal == errno.EADDRINUSE:
            raise BootError(
                f"port {port} is taken on {address}: stop what answers there, or choose another, "
                f"as in `PORT={port + 1} make run`."
            )
        if refusal is not None:
            raise BootError(f"port {port} may not be used on {address}: choose one above 1023.")


def _refusal(address: str, port: int) -> int | None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            # As gunicorn does; connections that just ended on this port do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as refusal:
        return refusal.errno
    return None
