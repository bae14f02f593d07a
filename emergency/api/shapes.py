"""The shape of answers about numbers, for the OpenAPI document. A test holds real answers against it."""

from rest_framework import serializers

from emergency.api.presenting import NOTHING_TO_SEND, STATUSES
from emergency.registry.judging import Doubt, Remark
from emergency.registry.models import Reason, Review, Side
from emergency.registry.transmitting import SentState
from extranet.accounts.models import Role
from extranet.api.shapes import ClientOut, FaultOut
from extranet.catalogue.families import Family
from extranet.numbering.kinds import NumberKind

COVERAGE_STATES = ["whole", "part", "none"]
RESULTS = ["declared", "unchanged", "waiting"]
VERDICTS = ["declared", "waiting", "refused"]


class AddressOut(serializers.Serializer):
    """A place where help can be sent; `line`: as it is written in one line."""

    street = serializers.CharField()
    house_number = serializers.CharField(allow_blank=True)
    postal_code = serializers.CharField(allow_blank=True)
    municipality = serializers.CharField(allow_blank=True)
    box = serializers.CharField(allow_blank=True)
    no_house_number_reason = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    language = serializers.CharField()
    floor = serializers.CharField(allow_blank=True)
    room = serializers.CharField(allow_blank=True)
    access_note = serializers.CharField(allow_blank=True)
    second_street = serializers.CharField(allow_blank=True)
    line = serializers.CharField()


class OneAddressOut(AddressOut):
    """An address by its id. It never changes: another address is another row."""

    id = serializers.UUIDField()
    client_id = serializers.UUIDField()
    created_at = serializers.DateTimeField()


class AuthorOut(serializers.Serializer):
    """Who declared, as whom, for which party. A key carries its name followed by `(API)`."""

    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.values)
    side = serializers.ChoiceField(choices=Side.values)


class TermsOut(serializers.Serializer):
    """Under which version of the terms; `is_accepted`: it was accepted, else only in force."""

    part = serializers.ChoiceField(choices=Family.values)
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    is_accepted = serializers.BooleanField()


class CodedOut(serializers.Serializer):
    """A stable code, and its words."""

    code = serializers.CharField()
    detail = serializers.CharField()


class DoubtOut(CodedOut):
    """Why staff must look at an address before it holds."""

    code = serializers.ChoiceField(choices=Doubt.values)


class RemarkOut(CodedOut):
    """What its author should see; it stops nothing."""

    code = serializers.ChoiceField(choices=Remark.values)


class DeclarationOut(serializers.Serializer):
    """What somebody declared."""

    id = serializers.UUIDField()
    block_id = serializers.UUIDField()
    first = serializers.CharField()
    last = serializers.CharField()
    address_id = serializers.UUIDField()
    address = AddressOut()
    declared_at = serializers.DateTimeField()
    declared_by = AuthorOut()
    terms = TermsOut(allow_null=True)


class RegistrationOut(DeclarationOut):
    """That numbers have an address from `valid_from` on, as it is known since `recorded_since`."""

    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)
    recorded_since = serializers.DateTimeField()
    recorded_until = serializers.DateTimeField(allow_null=True, help_text="When newer knowledge replaced it.")
    reason = serializers.ChoiceField(choices=Reason.values)
    reason_note = serializers.CharField(allow_blank=True)


class ReviewOut(DeclarationOut):
    """A declaration that staff look at; what was in force stays in force meanwhile."""

    state = serializers.ChoiceField(choices=Review.State.values)
    effective = serializers.DateTimeField(allow_null=True)
    doubts = DoubtOut(many=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField(allow_blank=True)


# ---------- Blocks ----------
class CoveredOut(serializers.Serializer):
    """Whether every number of a block has an address."""

    state = serializers.ChoiceField(choices=COVERAGE_STATES)
    missing_count = serializers.IntegerField()


class RunOut(serializers.Serializer):
    """Numbers in a row."""

    first = serializers.CharField()
    last = serializers.CharField()
    count = serializers.IntegerField()


class TransmissionOut(serializers.Serializer):
    """How far the addresses of a block got towards the emergency side: of its numbers the one that got least far."""

    state = serializers.ChoiceField(choices=[NOTHING_TO_SEND, *[one.value for one in SentState]])
    detail = serializers.CharField()
    acknowledged_at = serializers.DateTimeField(
        allow_null=True, help_text="When the emergency side confirmed the last of it, once all of it is confirmed."
    )


class BlockOut(serializers.Serializer):
    """A block of numbers, its address now and what is to follow."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField(help_text="Grows with every change; what `If-Match` takes.")
    first = serializers.CharField()
    last = serializers.CharField()
    count = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=NumberKind.values)
    may_be_caller_id = serializers.BooleanField(help_text="Numbers 078, 0800 and 090x never are.")
    family = serializers.ChoiceField(choices=Family.values)
    clauses = serializers.ListField(child=serializers.CharField())
    client = ClientOut()
    held_since = serializers.DateTimeField(allow_null=True)
    coverage = CoveredOut()
    present = RegistrationOut(many=True)
    coming = RegistrationOut(many=True)
    waiting = ReviewOut(allow_null=True)
    transmission = TransmissionOut()


class BlockWholeOut(BlockOut):
    """A block, with the numbers of it that have no address."""

    missing = RunOut(many=True)


class BlocksOut(serializers.Serializer):
    """Blocks that an act made."""

    blocks = BlockOut(many=True)


class BlocksPageOut(BlocksOut):
    """A page of blocks, by number."""

    next_cursor = serializers.CharField(allow_null=True, help_text="None: that was the last page.")


class HistoryOut(serializers.Serializer):
    """Everything that was ever known of a block's numbers while its client held them, newest knowledge first."""

    registrations = RegistrationOut(many=True)
    reviews = ReviewOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class RegistrationsPageOut(serializers.Serializer):
    """What was known at `known_at` to hold at `as_of`, by number."""

    registrations = RegistrationOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class CoverageOut(serializers.Serializer):
    """How many numbers have an address, and a page of the runs that have none."""

    held_count = serializers.IntegerField()
    covered_count = serializers.IntegerField()
    missing_count = serializers.IntegerField()
    missing = RunOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


# ---------- Acts ----------
class DeclaredOut(serializers.Serializer):
    """What became of a declaration: it holds, it was known already, or staff look at it first."""

    result = serializers.ChoiceField(choices=RESULTS)
    revision = serializers.IntegerField(help_text="Of the block, after it.")
    registration = RegistrationOut(allow_null=True)
    review = ReviewOut(allow_null=True)


class MovedOut(serializers.Serializer):
    """What became of each block that moved."""

    registrations = RegistrationOut(many=True)
    reviews = ReviewOut(many=True)


class ObjectionOut(FaultOut):
    """What the terms say against one field."""

    code = serializers.CharField()
    clauses = serializers.ListField(child=serializers.CharField())


class TouchesOut(serializers.Serializer):
    """What a declaration would touch."""

    revision = serializers.IntegerField()
    count = serializers.IntegerField(help_text="Numbers.")
    replaced = RegistrationOut(many=True, help_text="End when it begins.")
    cancelled = RegistrationOut(many=True, help_text="Were to follow, and would not.")
    waiting = ReviewOut(allow_null=True, help_text="Would be replaced.")
    told = serializers.ListField(child=serializers.ChoiceField(choices=Side.values))


class JudgedOut(serializers.Serializer):
    """What would be said of an address declared now. Nothing is written, nobody is told."""

    result = serializers.ChoiceField(choices=VERDICTS)
    address = AddressOut(help_text="As it was read, and would be kept.")
    objections = ObjectionOut(many=True)
    doubts = DoubtOut(many=True)
    remarks = RemarkOut(many=True)
    suggestions = serializers.ListField(child=serializers.CharField())
    zone = serializers.CharField(allow_null=True, help_text="Of the number, where the address is surely elsewhere.")
    touches = TouchesOut()
    clauses = serializers.ListField(child=serializers.CharField())


# ---------- Places ----------
class NamesOut(serializers.Serializer):
    """Names in each language; what is empty has none of its own."""

    fr = serializers.CharField(allow_blank=True)
    nl = serializers.CharField(allow_blank=True)
    de = serializers.CharField(allow_blank=True)


class PlaceOut(serializers.Serializer):
    """A municipality, or a locality of one, under a postal code."""

    postal_code = serializers.CharField()
    nis_code = serializers.CharField(help_text="Of the municipality.")
    names = NamesOut()
    is_locality = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField())


class PlacesOut(serializers.Serializer):
    """Places, by postal code."""

    places = PlaceOut(many=True)


class StreetOut(serializers.Serializer):
    """A street with its names: two names of one street are one address."""

    postal_code = serializers.CharField()
    names = NamesOut()
    best_id = serializers.CharField(allow_blank=True)


class StreetsOut(serializers.Serializer):
    """Streets, by name."""

    streets = StreetOut(many=True)


# ---------- The one question ----------
class LookedUpBlockOut(serializers.Serializer):
    """The block that held the number at that instant."""

    id = serializers.UUIDField()
    first = serializers.CharField()
    last = serializers.CharField()
    family = serializers.ChoiceField(choices=Family.values)
    held_since = serializers.DateTimeField()
    held_until = serializers.DateTimeField(allow_null=True)


class LookedUpOut(serializers.Serializer):
    """What was declared: by whom, when, for which time, and when it was known."""

    registration_id = serializers.UUIDField()
    declared_by = AuthorOut()
    declared_at = serializers.DateTimeField()
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)
    recorded_since = serializers.DateTimeField()
    recorded_until = serializers.DateTimeField(allow_null=True)
    terms = TermsOut(allow_null=True)


class FoundOut(serializers.Serializer):
    """The answer: an address, none declared, or not hosted for this key's house. Never a guess."""

    number = serializers.CharField()
    status = serializers.ChoiceField(choices=list(STATUSES.values()))
    at = serializers.DateTimeField()
    known_at = serializers.DateTimeField()
    address = AddressOut(allow_null=True)
    declared = LookedUpOut(allow_null=True)
    block = LookedUpBlockOut(allow_null=True)
    client = ClientOut(allow_null=True)
    clauses = serializers.ListField(child=serializers.CharField())
