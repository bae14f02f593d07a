"""The registry on the operator's own pages."""

from emergency.registry.admin import notices, overdue, places, registrations, transmissions

__all__ = ["notices", "overdue", "places", "registrations", "transmissions"]
