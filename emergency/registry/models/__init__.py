"""The tables of the registry."""

from emergency.registry.models.places import PostalPlace, Street
from emergency.registry.models.registrations import Address, Reason, Registration, Side
from emergency.registry.models.reviews import Review

__all__ = ["Address", "PostalPlace", "Reason", "Registration", "Review", "Side", "Street"]
