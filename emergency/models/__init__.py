"""The front office: where sites are, what devices present, what people have read, what is asked again."""

from emergency.models.acknowledgements import Acknowledgement, Campaign
from emergency.models.imports import AddressImport
from emergency.models.places import CallerId, SitePlace
from emergency.models.reconfirmations import Reconfirmation

__all__ = ["Acknowledgement", "AddressImport", "CallerId", "Campaign", "Reconfirmation", "SitePlace"]
