"""What is said of an address as a whole, pure: what stops it, what people must look at, what its author should see.

Terms: telavox.7, bt.14, sip.4
Reading: what cannot be a place is refused. What may be right but is unusual goes to people, and the previous
address stays in force meanwhile. The rest is a remark and blocks nothing. Nothing is corrected in silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.registry.facts import BELGIUM, AddressFacts
from emergency.registry.geography import Likeness, Located, StreetNames, Verdict, likeness, second_name
from emergency.registry.reading import read_address
from emergency.registry.rules import Objection, check_address
from emergency.registry.zones import Zone, zone_mismatch

NOWHERE: Final = Located(Verdict.UNJUDGED)


class Doubt(TextChoices):
    """Why people must look at a declaration before it holds."""

    ABROAD = "address_abroad", gettext_lazy("adresse à l’étranger")
    ZONE = "zone_mismatch", gettext_lazy("adresse hors de la zone du numéro")
    NO_HOUSE_NUMBER = "no_house_number", gettext_lazy("pas de numéro de maison")
    UNKNOWN = "municipality_unknown", gettext_lazy("commune ou localité inconnue sous ce code postal")


class Remark(TextChoices):
    """What the author of a declaration should see; it stops nothing."""

    SECOND_LANGUAGE = "second_language_missing", gettext_lazy("La rue n’a de nom que dans une des deux langues.")
    DUPLICATE = (
        "possible_duplicate",
        gettext_lazy(
            "Le même numéro, sous une autre rue, est déjà déclaré dans l’autre langue : est-ce le même lieu ?"
        ),
    )


@dataclass(frozen=True)
class Judgement:
    """What is said of an address. `facts`: as it will be kept; `zone`: that of the number, where it disagrees."""

    facts: AddressFacts
    objections: tuple[Objection, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    remarks: tuple[Remark, ...] = ()
    located: Located = NOWHERE
    zone: Zone | None = None

    @property
    def doubt_labels(self) -> list[str]:
        """Why people must look, in words."""
        return [str(doubt.label) for doubt in self.doubts]

    @property
    def remark_labels(self) -> list[str]:
        """What the author should see, in words."""
        return [str(remark.label) for remark in self.remarks]


@dataclass(frozen=True)
class Surroundings:
    """What is known around an address: its place and streets, the zone of the numbers, the client's other places."""

    located: Located = NOWHERE
    streets: tuple[StreetNames, ...] = ()
    zone: str = ""
    others: tuple[AddressFacts, ...] = ()


def judge(typed: AddressFacts, around: Surroundings) -> Judgement:
    """Return everything that is said of an address as a person typed it.

    Terms: telavox.7, bt.14, sip.4
    """
    facts = read_address(typed)
    if not facts.second_street and around.located.is_bilingual:
        facts = replace(facts, second_street=second_name(facts, around.streets))
    objections = check_address(facts)
    told = {objection.field for objection in objections}
    if facts.country == BELGIUM and not told & {"postal_code", "municipality"}:
        objections = (*objections, *_misplaced(around.located))
    zone = zone_mismatch(around.zone, facts.postal_code) if facts.country == BELGIUM else None
    return Judgement(
        facts,
        objections,
        tuple(_doubts(facts, around.located, zone)),
        tuple(_remarks(facts, around)),
        around.located,
        zone,
    )


_SENTENCES: Final = {
    Verdict.MISMATCH: gettext_lazy("Ce code postal et cette commune ne vont pas ensemble."),
    Verdict.MISSPELT: gettext_lazy("Cette commune ne s’écrit pas ainsi."),
    Verdict.CODE_UNKNOWN: gettext_lazy("Ce code postal n’existe pas."),
}


def _misplaced(located: Located) -> Iterator[Objection]:
    sentence = _SENTENCES.get(located.verdict)
    if sentence is None:
        return
    field = "municipality" if located.verdict is Verdict.MISSPELT else "postal_code"
    if located.suggestions:
        way_out = _("Vouliez-vous écrire %(places)s ?") % {"places": _(" ou ").join(located.suggestions)}
    else:
        way_out = _("Vérifiez les deux, ou appelez le support si vous en êtes sûr.")
    yield Objection(field, str(located.verdict), f"{sentence} {way_out}")


def _doubts(facts: AddressFacts, located: Located, zone: Zone | None) -> Iterator[Doubt]:
    if facts.country != BELGIUM:
        yield Doubt.ABROAD
    elif located.verdict is Verdict.NAME_UNKNOWN:
        yield Doubt.UNKNOWN
    if zone is not None:
        yield Doubt.ZONE
    if not facts.house_number:
        yield Doubt.NO_HOUSE_NUMBER


def _remarks(facts: AddressFacts, around: Surroundings) -> Iterator[Remark]:
    if around.located.is_bilingual and not facts.second_street:
        yield Remark.SECOND_LANGUAGE
    if any(likeness(facts, other, around.streets) is Likeness.POSSIBLY for other in around.others):
        yield Remark.DUPLICATE
