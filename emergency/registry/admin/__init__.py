"""The registry on the operator's own pages."""

from emergency.registry.admin import places, registrations

__all__ = ["places", "registrations"]
