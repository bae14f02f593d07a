"""The tables of the registry."""

from emergency.registry.models.notices import NomadicNotice, NoticeText
from emergency.registry.models.places import PostalPlace, Street
from emergency.registry.models.reconfirming import OverdueAddress, ReconfirmationPace
from emergency.registry.models.registrations import Address, Located, Reason, Registration, Side
from emergency.registry.models.reviews import Review
from emergency.registry.models.transmissions import Transmission

__all__ = [
    "Address",
    "Located",
    "NomadicNotice",
    "NoticeText",
    "OverdueAddress",
    "PostalPlace",
    "Reason",
    "ReconfirmationPace",
    "Registration",
    "Review",
    "Side",
    "Street",
    "Transmission",
]
