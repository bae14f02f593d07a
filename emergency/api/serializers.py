"""What calls about numbers may say, checked for its form; what it means is checked by the services."""

from typing import Any

from rest_framework import serializers

from emergency.api.finding import WAITING
from emergency.caller_ids.rules import Verdict
from emergency.forms import NumbersFilter
from emergency.importing.decoding import Encoding, Separator
from emergency.registry.facts import BELGIUM, AddressFacts
from extranet.api.serializers import InstantField, PagesIn, Strict

MOST_PARTS = 200
SEPARATORS = {"semicolon": Separator.SEMICOLON, "comma": Separator.COMMA, "tab": Separator.TAB}
LONGEST = 400
NUMBER = "A number with its country, `+3222268800`, or as it is dialled in Belgium."


def _text(help_text: str = "", **more: Any) -> serializers.CharField:
    return serializers.CharField(default="", allow_blank=True, max_length=LONGEST, help_text=help_text, **more)


def number_field(**more: Any) -> serializers.CharField:
    """Return the field of a number; what it says is read as pages read it."""
    return serializers.CharField(max_length=40, help_text=NUMBER, **more)


class AddressIn(Strict):
    """A place where help can be sent. P.O. boxes are refused; without a house number say why, and how to get in."""

    street = _text()
    house_number = _text("`16`, `16A`, `16 bis`, `16-18`; `16 bte 3` is 16, box 3.")
    box = _text()
    postal_code = _text("`1000`; `B-1000` is read as 1000.")
    municipality = _text("Municipality or locality, in any of its languages.")
    country = serializers.CharField(
        default=BELGIUM, max_length=40, help_text="Two letters. An address abroad is looked at by staff first."
    )
    language = serializers.CharField(default="fr", max_length=2, help_text="In which the address is written.")
    floor = _text()
    room = _text()
    access_note = _text("Entrance, gate, bell: what helps to come quickly.")
    second_street = _text("The street's name in the other language of a bilingual municipality.")
    no_house_number_reason = _text("Only without a house number.")


def facts_of(address: dict[str, Any]) -> AddressFacts:
    """Return an address as the rules take it."""
    return AddressFacts(**address)


class DeclareIn(Strict):
    """The address of all numbers of a block."""

    address = AddressIn()
    effective = InstantField(
        required=False, allow_null=True, default=None, help_text="From when; left out: now. Never in the past."
    )


class PartIn(Strict):
    """Numbers of a block, and what becomes of them: an address of their own, or the present one (`keeps`)."""

    first = number_field()
    last = number_field()
    address = AddressIn(required=False, allow_null=True, default=None)
    keeps = serializers.BooleanField(default=False)


class SplitIn(Strict):
    """The parts a block becomes: together, and in order, the whole block."""

    parts = serializers.ListField(child=PartIn(), min_length=1, max_length=MOST_PARTS)
    effective = InstantField(required=False, allow_null=True, default=None)


class CarveIn(Strict):
    """One number of a block, or a few in a row, with another address; what is around keeps its own."""

    first = number_field()
    last = number_field(required=False)
    address = AddressIn()
    effective = InstantField(required=False, allow_null=True, default=None)


class ReadIn(Strict):
    """A block, and the revision of it that was read."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField(min_value=0, max_value=2_147_483_647)


class MergeIn(Strict):
    """Neighbours that become one block; where their addresses differ one is chosen."""

    blocks = serializers.ListField(child=ReadIn(), min_length=2, max_length=MOST_PARTS)
    address = AddressIn(required=False, allow_null=True, default=None)


class MoveIn(Strict):
    """Blocks of one client whose place moved: all or none."""

    blocks = serializers.ListField(child=ReadIn(), min_length=1, max_length=MOST_PARTS)
    address = AddressIn()
    effective = InstantField(required=False, allow_null=True, default=None)


# ---------- Lists ----------
class BlocksIn(PagesIn):
    """What narrows the list of blocks."""

    client = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(
        choices=[NumbersFilter.UNCOVERED, NumbersFilter.DECLARED, NumbersFilter.COMING, WAITING],
        required=False,
        help_text="`uncovered`: some number has no address; `coming`: a change is to follow; `waiting`: staff look.",
    )
    number = number_field(required=False)
    words = serializers.CharField(
        required=False, max_length=80, help_text="Beginning or end of a number, an address, a client's name."
    )


class AsOfIn(Strict):
    """The two instants of a question; each left out is now."""

    as_of = InstantField(required=False, help_text="When the address held.")
    known_at = InstantField(required=False, help_text="As far as it was known then.")


class RegistrationsIn(PagesIn, AsOfIn):
    """What narrows the list of registrations."""

    client = serializers.UUIDField(required=False)
    number = number_field(required=False)


class CoverageIn(PagesIn):
    """Whose numbers, and when."""

    client = serializers.UUIDField(required=False)
    at = InstantField(required=False)


class PlacesIn(Strict):
    """What places or streets are searched by: the beginning of a name in any language, a postal code, or both."""

    words = serializers.CharField(required=False, max_length=80)
    postal_code = serializers.RegexField("^[1-9][0-9]{3}$", required=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, default=20)


class LookupIn(Strict):
    """The one question: which address had a number at an instant, as far as was known at another."""

    number = number_field()
    at = InstantField(required=False, help_text="When; left out: now.")
    known_at = InstantField(required=False, help_text="From what was known then; left out: now.")


# ---------- Sites, devices, caller IDs ----------
class SitesIn(PagesIn):
    """What narrows the list of sites."""

    client = serializers.UUIDField(required=False)
    words = serializers.CharField(
        required=False, max_length=80, help_text="Of a name, an address, a device, its user or its number."
    )


class DevicesIn(PagesIn):
    """What narrows the list of devices."""

    client = serializers.UUIDField(required=False)
    site = serializers.UUIDField(required=False)


class ChecksIn(DevicesIn):
    """Whose caller IDs are judged, and which verdict is wanted."""

    verdict = serializers.ChoiceField(choices=Verdict.values, required=False)


class OwnershipIn(Strict):
    """Which client, and when."""

    client_id = serializers.UUIDField(required=False, help_text="Left out by a client's key.")
    at = InstantField(required=False)


# ---------- Files ----------
class FileIn(Strict):
    """A file of addresses; encoding and separator are guessed unless they are given."""

    file = serializers.FileField(help_text="CSV: 8 MB and 10,000 rows at most.")
    encoding = serializers.ChoiceField(choices=Encoding.values, required=False)
    separator = serializers.ChoiceField(choices=list(SEPARATORS), required=False, help_text="How cells are separated.")
