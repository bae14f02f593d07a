"""The shape of answers about sites, devices and caller IDs, for the OpenAPI document."""

from rest_framework import serializers

from emergency.api.shapes import AddressOut
from emergency.caller_ids.rules import Reason, Verdict
from emergency.models import SitePlace
from emergency.registry.models import Side
from extranet.api.shapes import ClientOut
from extranet.clients.models import DeviceKind


class SitePlaceOut(serializers.Serializer):
    """Where a site is during a period."""

    address = AddressOut()
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)
    declared_at = serializers.DateTimeField()
    declared_by_name = serializers.CharField()
    declared_by_side = serializers.ChoiceField(choices=Side.values)
    reason = serializers.ChoiceField(choices=SitePlace.Reason.values)


class SiteOut(serializers.Serializer):
    """A place where a client works."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    name = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    client = ClientOut()
    created_at = serializers.DateTimeField()
    place = SitePlaceOut(allow_null=True, help_text="None: nobody declared where it is.")
    coming = SitePlaceOut(allow_null=True)
    caller_id = serializers.CharField(allow_null=True, help_text="What emergency calls from it present.")


class SitesPageOut(serializers.Serializer):
    """A page of sites, the oldest first."""

    sites = SiteOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class NamedSiteOut(serializers.Serializer):
    """A site by its name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class DeviceOut(serializers.Serializer):
    """Something that calls, at home on one site."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=DeviceKind.values)
    is_nomadic = serializers.BooleanField(help_text="It leaves its site: its location is not guaranteed.")
    is_shared_desk = serializers.BooleanField()
    client = ClientOut()
    site = NamedSiteOut()
    spot = serializers.CharField(allow_blank=True)
    number = serializers.CharField(allow_null=True)
    person_name = serializers.CharField(allow_blank=True)
    caller_id = serializers.CharField(allow_null=True, help_text="Its own; None: it presents its site's.")
    created_at = serializers.DateTimeField()
    moved_at = serializers.DateTimeField(allow_null=True)


class DevicesPageOut(serializers.Serializer):
    """A page of devices, the oldest first."""

    devices = DeviceOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class NamedDeviceOut(serializers.Serializer):
    """A device by its name and kind."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=DeviceKind.values)


class CheckOut(serializers.Serializer):
    """What is said of the number that emergency calls of a site, or of a device on it, present. Unknown is not pass."""

    client_id = serializers.UUIDField()
    site = NamedSiteOut()
    device = NamedDeviceOut(allow_null=True)
    number = serializers.CharField(allow_null=True)
    is_own = serializers.BooleanField(help_text="Chosen for the device itself, else its site's.")
    verdict = serializers.ChoiceField(choices=Verdict.values)
    reason = serializers.ChoiceField(choices=Reason.values)
    detail = serializers.CharField()
    clauses = serializers.ListField(child=serializers.CharField())
    proposed = serializers.CharField(allow_null=True, help_text="The number to present instead.")


class ChecksPageOut(serializers.Serializer):
    """The checks of a page of sites; a verdict asked for may leave a page empty: go on while there is a cursor."""

    checks = CheckOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class OwnershipOut(serializers.Serializer):
    """Whether a client may present a number: answered from what it holds or held itself, never who else does."""

    client_id = serializers.UUIDField()
    number = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True, help_text="None: now.")
    may = serializers.BooleanField()
    code = serializers.CharField()
    clauses = serializers.ListField(child=serializers.CharField())
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    is_emergency_caller_id = serializers.BooleanField(help_text="Whether an emergency call may present it at all.")
