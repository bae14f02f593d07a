"""The service families: what is ordered, subscribed to and governed by specific terms."""

from collections.abc import Iterable

from django.db.models import TextChoices


class Family(TextChoices):
    """The four service families, in the order pages show them; each has its own specific terms."""

    TELAVOX = "telavox", "Telavox UCaaS"
    BT = "bt", "Business Telephony"
    SIP = "sip", "SIP Trunking"
    MEETING = "meeting", "Web Meeting"


def in_order(families: Iterable[str]) -> list[Family]:
    """Return families, each once, in the order pages show them. Raises ValueError for an unknown one."""
    wanted = {Family(family) for family in families}
    return [family for family in Family if family in wanted]
