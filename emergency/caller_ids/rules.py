"""Whether the number that an emergency call presents leads help to the caller; pure.

Terms: telavox.7, bt.14, sip.4, general.4, sip.5
Reading: *unknown is not pass*. A call is never blocked by a verdict: it says what must be corrected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from emergency.registry.facts import AddressFacts
from emergency.registry.geography import Likeness, StreetNames, likeness
from extranet.look.parts import Badge, Tone
from extranet.numbering.kinds import NumberKind

LOCATION: Final = ("telavox.7", "bt.14", "sip.4")
OWNERSHIP: Final = ("general.4", "sip.5")
HOTDESK: Final = "hotdesk_uses_device_caller_id"


class Verdict(TextChoices):
    """What is said of the number that a site or a device presents."""

    PASS = "pass", _("bon")
    FAIL = "fail", _("à corriger")
    UNKNOWN = "unknown", _("inconnu")


class Reason(TextChoices):
    """Why; also the stable code."""

    SAME_PLACE = "same_place", _("L’adresse de ce numéro est celle du lieu.")
    NOT_HELD = (
        "caller_id_not_held_by_client",
        _("Ce client ne détient pas ce numéro : il ne peut pas le présenter. Choisissez un de ses numéros."),
    )
    NEVER_SHOWN = (
        "caller_id_never_eligible",
        _("Un numéro 078, 0800 ou 090x a une adresse, mais ne peut pas être présenté lors d’un appel d’urgence."),
    )
    OTHER_PLACE = (
        "caller_id_of_another_place",
        _("L’adresse de ce numéro est ailleurs : les secours iraient au mauvais endroit."),
    )
    NO_NUMBER = "no_caller_id", _("Aucun numéro n’est choisi : personne ne sait lequel est présenté.")
    NO_PLACE = "site_without_address", _("Le site n’a pas d’adresse : déclarez-la.")
    NO_ADDRESS = "number_without_address", _("Ce numéro n’a pas d’adresse : déclarez-la.")
    POSSIBLY = (
        "possibly_same_place",
        _("La même porte sous un autre nom de rue : écrivez les deux adresses de la même façon."),
    )
    NOMADIC = (
        "location_not_guaranteed",
        _("Un PC, une tablette ou un smartphone quitte son site : sa localisation n’est pas garantie."),
    )


_VERDICTS: Final[Mapping[Reason, Verdict]] = {
    Reason.SAME_PLACE: Verdict.PASS,
    Reason.NOT_HELD: Verdict.FAIL,
    Reason.NEVER_SHOWN: Verdict.FAIL,
    Reason.OTHER_PLACE: Verdict.FAIL,
}
_BADGES: Final[Mapping[Verdict, Badge]] = {
    Verdict.PASS: Badge(Verdict.PASS.label, Tone.OK, "check"),
    Verdict.FAIL: Badge(Verdict.FAIL.label, Tone.DANGER, "alert"),
    Verdict.UNKNOWN: Badge(Verdict.UNKNOWN.label, Tone.WARN, "alert"),
}


@dataclass(frozen=True)
class Known:
    """What is known of a number at an instant. `is_held`: by the client that presents it; else nothing more is said."""

    number: int
    is_held: bool = False
    kind: str = ""
    address: AddressFacts | None = None


@dataclass(frozen=True)
class Caller:
    """Who calls: where it stands, the address of that site, the number it presents, and what kind of caller it is.

    `streets`: the pairs of street names known under the postal code of the place.
    """

    place: AddressFacts | None
    presented: Known | None
    is_nomadic: bool = False
    streets: Sequence[StreetNames] = ()


@dataclass(frozen=True)
class Finding:
    """A verdict with its reason: a stable code, a sentence with the way out, the clauses."""

    reason: Reason

    @property
    def verdict(self) -> Verdict:
        """Pass, fail or unknown."""
        return _VERDICTS.get(self.reason, Verdict.UNKNOWN)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses it rests on."""
        return OWNERSHIP if self.reason is Reason.NOT_HELD else LOCATION

    @property
    def badge(self) -> Badge:
        """The word of the verdict."""
        return _BADGES[self.verdict]

    @property
    def is_to_correct(self) -> bool:
        """Whether somebody has something to do: everything but a pass, and a device of which nobody can say more."""
        return self.verdict is not Verdict.PASS and self.reason is not Reason.NOMADIC


def check_caller_id(caller: Caller) -> Finding:
    """Return what is said of the number that an emergency call of `caller` presents.

    Terms: telavox.7, bt.14, sip.4, general.4, sip.5
    Reading: ownership and kind are asked first, since no place makes a foreign number one's own. What moves in a bag
    is unknown whatever its number says. Then both addresses must be the same door; floor, room and access are on the
    spot and not compared: a number declared for a building serves every floor of it. A phone that many share
    (hot-desking) stands where it stands: it is judged like any other, with the number of its site.
    """
    presented = caller.presented
    if presented is None:
        return Finding(Reason.NOMADIC if caller.is_nomadic else Reason.NO_NUMBER)
    if not presented.is_held:
        return Finding(Reason.NOT_HELD)
    if not is_eligible(presented.kind):
        return Finding(Reason.NEVER_SHOWN)
    if caller.is_nomadic:
        return Finding(Reason.NOMADIC)
    if caller.place is None:
        return Finding(Reason.NO_PLACE)
    if presented.address is None:
        return Finding(Reason.NO_ADDRESS)
    return Finding(_COMPARED[same_place(caller.place, presented.address, caller.streets)])


_COMPARED: Final[Mapping[Likeness, Reason]] = {
    Likeness.SAME: Reason.SAME_PLACE,
    Likeness.POSSIBLY: Reason.POSSIBLY,
    Likeness.DIFFERENT: Reason.OTHER_PLACE,
}


def is_eligible(kind: str) -> bool:
    """Return whether a number of this kind may ever be presented by an emergency call.

    Terms: telavox.7, bt.14, sip.4
    Reading: 078, 0800 and 090x numbers need an address, but can never be called back as a place.
    """
    return kind in (NumberKind.GEOGRAPHIC, NumberKind.MOBILE)


def same_place(one: AddressFacts, other: AddressFacts, streets: Sequence[StreetNames] = ()) -> Likeness:
    """Return whether two addresses are one door, whatever the floor and the language.

    Terms: telavox.7, bt.14, sip.4
    Reading: without a house number only the same words are the same place.
    """
    if one.country != other.country:
        return Likeness.DIFFERENT
    if not one.house_number and _door(one) == _door(other):
        return Likeness.SAME
    return likeness(one, other, streets)


def _door(facts: AddressFacts) -> AddressFacts:
    return replace(facts, floor="", room="", access_note="", language="", second_street="")


@dataclass(frozen=True)
class Proposal:
    """A number to present instead. `code` says why it is that one, where a rule does."""

    number: int
    code: str = ""


def propose(
    place: AddressFacts | None,
    candidates: Iterable[Known],
    *,
    of_site: Known | None = None,
    is_shared_desk: bool = False,
    streets: Sequence[StreetNames] = (),
) -> Proposal | None:
    """Return the number that an emergency call from `place` should present; None when no number fits.

    `candidates`: eligible or not, of the client, each with its address; `of_site`: what the site presents now.

    Terms: telavox.7, bt.14, sip.4
    Reading: the site's own number first, then geographic before mobile, then the lowest. Whoever signs in on a shared
    desk presents the number of the phone's site, never their own.
    """
    if place is None:
        return None
    code = HOTDESK if is_shared_desk else ""
    fitting = [one for one in candidates if _fits(one, place, streets)]
    if of_site is not None and _fits(of_site, place, streets):
        return Proposal(of_site.number, code)
    if not fitting:
        return None
    best = min(fitting, key=lambda one: (one.kind != NumberKind.GEOGRAPHIC, one.number))
    return Proposal(best.number, code)


def _fits(known: Known, place: AddressFacts, streets: Sequence[StreetNames]) -> bool:
    return check_caller_id(Caller(place, known, streets=streets)).verdict is Verdict.PASS


@dataclass(frozen=True)
class Ownership:
    """Whether a client may present a number, as numbers of its own say it."""

    may: bool
    code: str
    clauses: tuple[str, ...] = OWNERSHIP


def check_ownership(known: Known) -> Ownership:
    """Return whether a client may present a number: one it holds itself at that time, and no other.

    Terms: general.4, sip.5
    """
    return Ownership(known.is_held, "held_by_client" if known.is_held else Reason.NOT_HELD.value)
