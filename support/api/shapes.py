"""The shape of answers, for the OpenAPI document. A test holds real answers against it."""

from rest_framework import serializers

from extranet.api.shapes import ClientOut
from extranet.clients.models import DeviceKind
from support.models import Audience, Entry, Side, Ticket
from support.rules import Event, FirstLine, Ground, Party, Reason, Result


class WhoOut(serializers.Serializer):
    """Somebody, as the reader may know them."""

    name = serializers.CharField(allow_blank=True)
    side = serializers.ChoiceField(choices=Side.values)


class TicketOut(serializers.Serializer):
    """A ticket as lists show it."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    revision = serializers.IntegerField(help_text="Grows with every act; what `If-Match` takes.")
    state = serializers.ChoiceField(choices=Ticket.Status.values)
    kind = serializers.ChoiceField(choices=Ticket.Kind.values)
    category = serializers.ChoiceField(choices=Ticket.Category.values)
    family = serializers.CharField(allow_blank=True)
    subject = serializers.CharField(allow_blank=True)
    ground = serializers.ChoiceField(choices=Ground.values)
    is_critical = serializers.BooleanField()
    client = ClientOut(allow_null=True)
    language = serializers.CharField()
    result = serializers.ChoiceField(choices=Result.values, help_text="Where it stands now.")
    follow_up_from = serializers.DateTimeField(
        allow_null=True, help_text="From when it is followed up. No response time is promised."
    )
    opened_at = serializers.DateTimeField()
    opened_by = WhoOut()
    escalated_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    last_entry_at = serializers.DateTimeField()
    last_entry_side = serializers.ChoiceField(choices=Side.values)
    changed_at = serializers.DateTimeField()


class PageOut(serializers.Serializer):
    """A page of tickets, those changed longest ago first."""

    tickets = TicketOut(many=True)
    next_cursor = serializers.CharField(allow_null=True, help_text="None: that was the last page for now.")


class NumbersOut(serializers.Serializer):
    """A block of numbers that is hit, with the address registered for it when the ticket was opened."""

    label = serializers.CharField()
    address = serializers.CharField(allow_blank=True)


class HitSiteOut(serializers.Serializer):
    """A site that is hit, with the address registered for it when the ticket was opened."""

    id = serializers.UUIDField()
    label = serializers.CharField()
    address = serializers.CharField(allow_blank=True)


class HitDeviceOut(HitSiteOut):
    """A device that is hit; `address`: that of its site. One that leaves its site may be elsewhere."""

    kind = serializers.ChoiceField(choices=DeviceKind.choices)


class FileOut(serializers.Serializer):
    """A file of an entry."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    digest = serializers.CharField(help_text="SHA-256 of its content.")
    is_blanked = serializers.BooleanField()


class EntryOut(serializers.Serializer):
    """A line of the record."""

    id = serializers.UUIDField()
    position = serializers.IntegerField()
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=Entry.Kind.values)
    event = serializers.CharField(allow_blank=True)
    audience = serializers.ChoiceField(choices=[Audience.EVERYBODY.value, Audience.PARTNER.value])
    author = WhoOut()
    text = serializers.CharField(allow_blank=True)
    is_blanked = serializers.BooleanField(help_text="The text was taken out as the law asks.")
    files = FileOut(many=True)
    digest = serializers.CharField()


class OutcomeOut(serializers.Serializer):
    """What happens, and why, in words."""

    result = serializers.ChoiceField(choices=Result.values)
    title = serializers.CharField()
    sentence = serializers.CharField()
    why = serializers.CharField()
    clauses = serializers.ListField(child=serializers.CharField())
    is_in_hours = serializers.BooleanField()
    follow_up_from = serializers.DateTimeField(allow_null=True)
    calendar_version = serializers.IntegerField()


class WholeOut(TicketOut):
    """A ticket with its record, as far as the key's role reads it."""

    place = serializers.CharField(allow_blank=True)
    devices = serializers.CharField(allow_blank=True)
    call_back_number = serializers.CharField(allow_blank=True)
    failed_calls = serializers.CharField(allow_blank=True)
    numbers = NumbersOut(many=True)
    sites = HitSiteOut(many=True)
    named_devices = HitDeviceOut(many=True)
    is_move_said = serializers.BooleanField(
        help_text="Somebody wrote of a move. A ticket changes no address: declare the new one."
    )
    outcome = OutcomeOut(allow_null=True)
    entries = EntryOut(many=True)


class PreviewOut(OutcomeOut):
    """What would happen to a request sent now. Nothing is written."""

    at = serializers.DateTimeField()
    is_refused = serializers.BooleanField()
    is_critical = serializers.BooleanField()
    is_partner_told = serializers.BooleanField()
    missing = serializers.DictField(child=serializers.CharField(), help_text="What it still lacks, by field.")


class DecisionOut(OutcomeOut):
    """A routing decision with every fact that made it."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    event = serializers.ChoiceField(choices=Event.values)
    party = serializers.ChoiceField(choices=Party.values)
    is_under_contract = serializers.BooleanField()
    ground = serializers.ChoiceField(choices=Ground.values)
    first_line = serializers.ChoiceField(choices=FirstLine.values)
    is_partner_contact_tested = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=[reason.value for reason in Reason])


class DecisionsOut(serializers.Serializer):
    """The decisions about a ticket, oldest first."""

    decisions = DecisionOut(many=True)


class DigestOut(serializers.Serializer):
    """One entry of the chain; `is_hidden`: the key's role does not read it."""

    position = serializers.IntegerField()
    digest = serializers.CharField()
    is_hidden = serializers.BooleanField()


class ReceiptOut(serializers.Serializer):
    """The chain of a ticket. Whoever keeps the last digest can tell later that nothing was undone."""

    number = serializers.CharField()
    digest = serializers.CharField(help_text="Of the newest entry.")
    is_intact = serializers.BooleanField()
    broken_at = serializers.IntegerField(allow_null=True)
    entries = DigestOut(many=True)


class UploadIn(serializers.Serializer):
    """Files for a message yet to be sent."""

    files = serializers.ListField(child=serializers.FileField())


class UploadedOut(serializers.Serializer):
    """Files that were kept; name their ids in `attachment_ids`. Unsent, they go after some time."""

    files = FileOut(many=True)
