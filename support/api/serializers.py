"""What calls may say, checked for its form; what it means is checked by the services, for pages and machines alike."""

from rest_framework import serializers

from extranet.api.serializers import PagesIn, Strict
from extranet.catalogue.families import Family
from extranet.partners.models import LANGUAGES
from support.asking import LONGEST_PLACE, LONGEST_SUBJECT, LONGEST_TEXT
from support.files import MOST_FILES
from support.models import Audience, Ticket
from support.rules import Ground, Result

MOST_BLOCKS = 200
LONGEST_DEVICES = 300
GROUNDS = [ground.value for ground in Ground]
CRITICAL_GROUNDS = [ground.value for ground in Ground if ground != Ground.NONE]


class AskIn(Strict):
    """A request for help. A critical ground needs a number to call back and a block, a site, a device or a place."""

    client_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Left out by a client's key, and by a partner's key that asks for the partner itself.",
    )
    ground = serializers.ChoiceField(choices=GROUNDS, default=Ground.NONE.value, help_text="`none` is not critical.")
    family = serializers.ChoiceField(choices=[("", ""), *Family.choices], default="", allow_blank=True)
    category = serializers.ChoiceField(choices=Ticket.Category.values, default=Ticket.Category.OTHER.value)
    holding_ids = serializers.ListField(
        child=serializers.UUIDField(), default=list, max_length=MOST_BLOCKS, help_text="Blocks of numbers that are hit."
    )
    site_ids = serializers.ListField(
        child=serializers.UUIDField(), default=list, max_length=MOST_BLOCKS, help_text="Sites that are hit."
    )
    device_ids = serializers.ListField(
        child=serializers.UUIDField(), default=list, max_length=MOST_BLOCKS, help_text="Devices that are hit."
    )
    place = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_PLACE)
    devices = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_DEVICES)
    call_back_number = serializers.CharField(default="", allow_blank=True, max_length=30)
    failed_calls = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_TEXT)
    subject = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_SUBJECT)
    text = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_TEXT)
    language = serializers.ChoiceField(choices=[code for code, _name in LANGUAGES], required=False)


class OpenIn(AskIn):
    """A request for help that is sent."""

    id = serializers.UUIDField(
        required=False, help_text="The ticket's id, if you choose it; else send `Idempotency-Key`."
    )
    expected = serializers.ChoiceField(
        choices=Result.values,
        required=False,
        allow_null=True,
        help_text="The result a preview gave. If it changed since, a ticket that is not critical is refused.",
    )
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=MOST_FILES)


class MessageIn(Strict):
    """A message on a ticket."""

    id = serializers.UUIDField(required=False, help_text="The entry's id, if you choose it; else `Idempotency-Key`.")
    text = serializers.CharField(max_length=LONGEST_TEXT)
    audience = serializers.ChoiceField(
        choices=[Audience.EVERYBODY.value, Audience.PARTNER.value],
        default=Audience.EVERYBODY.value,
        help_text="`partner`: read by the partner and the operator, never by the client.",
    )
    is_question = serializers.BooleanField(default=False, help_text="The ticket then waits for whoever asked.")
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=MOST_FILES)


class EscalateIn(Strict):
    """A client's ticket becomes its partner's own request."""

    call_back_number = serializers.CharField(default="", allow_blank=True, max_length=30)


class RaiseIn(Strict):
    """A ticket becomes critical, or emergency calls fail too."""

    ground = serializers.ChoiceField(choices=CRITICAL_GROUNDS)
    call_back_number = serializers.CharField(max_length=30)
    place = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_PLACE)


class ListIn(PagesIn):
    """What narrows the list."""

    state = serializers.ChoiceField(
        choices=["open", *Ticket.Status.values], required=False, help_text="`open`: whatever nobody has resolved."
    )
    client = serializers.UUIDField(required=False)
    changed_since = serializers.DateTimeField(
        required=False, help_text="An instant with its offset. Tickets changed at or after it."
    )
