"""The front office: where sites are, what devices present, what people have read, what is asked again."""

from emergency.models.acknowledgements import Acknowledgement, Campaign, EarlierLink
from emergency.models.imports import AddressImport
from emergency.models.places import CallerId, SitePlace
from emergency.models.reconfirmations import Reconfirmation
from emergency.models.reminders import Reminder

__all__ = [
    "Acknowledgement",
    "AddressImport",
    "CallerId",
    "Campaign",
    "EarlierLink",
    "Reconfirmation",
    "Reminder",
    "SitePlace",
]
