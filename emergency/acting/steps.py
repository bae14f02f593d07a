"""What all acts on blocks have in common as pages: what they touch, the second look, and the answer to a second editor.

A page is posted, shown again with what it touches, then posted as confirmed with what it showed. A second click finds
what is wanted there already and says so; another change in between is told with both versions.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emergency.acting.finding import Wanted, addresses_now, blocks_now, is_there, written_blocks
from emergency.models import CallerId
from emergency.registry.models import Registration, Review
from emergency.registry.rules import clause_for
from emergency.registry.touching import what_it_touches
from extranet.accounts.people import Person
from extranet.clients.models import Device
from extranet.errors import Stale
from extranet.look import formats
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding
from extranet.partners.request import HouseRequest

CONFIRMED: Final = "confirmed"
EDIT: Final = "edit"
_NOT_CARRIED: Final = frozenset({"csrfmiddlewaretoken", CONFIRMED, EDIT})


# ---------- What it touches ----------
@dataclass(frozen=True)
class Touch:
    """What an act touches, said before anything is saved. `callers`: devices and sites that present these numbers."""

    blocks: tuple[Holding, ...]
    written: tuple[str, ...]
    count: int
    revisions: Mapping[UUID, int]
    present: tuple[Registration, ...]
    coming: tuple[Registration, ...]
    waiting: tuple[Review, ...]
    callers: tuple[str, ...]


def touch_of(holdings: Sequence[Holding], *, first: int | None = None, last: int | None = None) -> Touch:
    """Return what an act on blocks touches, or on the numbers from `first` to `last` of one.

    Terms: telavox.7, bt.14, sip.4
    """
    touched = what_it_touches(holdings, first=first, last=last)
    ranges = [(first if first is not None else one.first, last if last is not None else one.last) for one in holdings]
    return Touch(
        blocks=touched.blocks,
        written=tuple(written_block(*ends) for ends in ranges),
        count=touched.numbers,
        revisions=touched.revisions,
        present=touched.present,
        coming=touched.coming,
        waiting=touched.waiting,
        callers=_callers(ranges),
    )


def _callers(ranges: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Return the devices and sites that present one of these numbers in an emergency call, or are reached by it."""
    chosen, own = Q(pk__in=[]), Q(pk__in=[])
    for first, last in ranges:
        chosen |= Q(number__range=(first, last))
        own |= Q(number__range=(first, last))
    presented = CallerId.objects.filter(chosen, valid__upper_inf=True).select_related("site", "device__site")
    devices = Device.objects.filter(own, retired_at__isnull=True).select_related("site")
    lines = [_caller(one) for one in presented.order_by("number")]
    lines += [f"{one.name} ({one.site.name})" for one in devices.order_by("name")]
    return tuple(dict.fromkeys(lines))


def _caller(chosen: CallerId) -> str:
    if chosen.device is not None:
        return f"{chosen.device.name} ({chosen.device.site.name})"
    return _("site %(site)s") % {"site": chosen.site}


# ---------- The second look ----------
@dataclass(frozen=True)
class Change:
    """What becomes of some numbers: the address before, and after."""

    numbers: str
    before: str
    after: str


@dataclass(frozen=True)
class Look:
    """The second look of an act. `says`: what happens, in sentences, the first one in bold; `doubts`: why people look.

    `facts`: further lines, label and text. `is_dangerous`: what cannot be taken back.
    """

    title: str
    button: str
    says: Sequence[str]
    changes: Sequence[Change]
    touch: Touch
    doubts: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)
    is_dangerous: bool = False


def second_look(request: HouseRequest, holding: Holding, look: Look) -> HttpResponse:
    """Show what an act will do, with everything that was typed, so that one button does it and one goes back."""
    carried = [(name, one) for name, every in request.POST.lists() if name not in _NOT_CARRIED for one in every]
    context = {"look": look, "holding": holding, "carried": carried, "clause": clause_for(holding.family)}
    return render(request, "emergency/check_act.html", context)


def nothing() -> str:
    """Return the word for no address."""
    return _("aucune")


def present_lines(touch: Touch, first: int, last: int) -> str:
    """Return the different addresses that hold now for some of the numbers touched."""
    rows = [row for row in touch.present if row.area.first <= last and first < row.area.end]
    return "; ".join(dict.fromkeys(str(row.address) for row in rows)) or nothing()


# ---------- The second editor ----------
def answer_late(request: HouseRequest, holding: Holding, wanted: Sequence[Wanted], refusal: Stale) -> HttpResponse:
    """Answer whoever comes second: what they want is there already, or both versions.

    Terms: telavox.7, bt.14, sip.4
    """
    now = timezone.now()
    if is_there(holding, wanted, now):
        first = blocks_now(holding, wanted[0].first, wanted[0].last, now)[0]
        messages.info(request, _("C’est déjà fait. Rien d’autre n’a changé."))
        return redirect("emergency:show-block", holding_id=first.pk)
    return stale_page(request, refusal, differences=differences(holding, wanted, now))


def differences(holding: Holding, wanted: Sequence[Wanted], at: datetime) -> list[Difference]:
    """Return what somebody wanted beside what is there now: the blocks, then the address of each."""
    keeps = _("garder la sienne")
    first, last = min(one.first for one in wanted), max(one.last for one in wanted)
    blocks = Difference(
        _("Blocs"),
        ", ".join(written_block(one.first, one.last) for one in wanted),
        written_blocks(blocks_now(holding, first, last, at)) or _("plus aucun à ce client"),
    )
    lines = [
        Difference(
            written_block(one.first, one.last),
            one.facts.line if one.facts else keeps,
            "; ".join(addresses_now(holding, one.first, one.last)) or nothing(),
        )
        for one in wanted
    ]
    return [blocks, *lines]


def changed_since() -> Stale:
    """Return the refusal of a page that shows an older state of its block."""
    sentence = _("Ce bloc a changé depuis que vous avez ouvert la page. Relisez-le, puis recommencez.")
    return Stale(sentence, code="block_changed")


def check_fresh(touch: Touch, revisions: Mapping[UUID, int]) -> None:
    """Raise Stale unless the page showed the blocks as they are, all of them still held."""
    if any(one.released_at is not None for one in touch.blocks) or any(
        touch.revisions.get(pk) != shown for pk, shown in revisions.items()
    ):
        raise changed_since()


def ended_page(request: HouseRequest, holding: Holding) -> HttpResponse | None:
    """Lead whoever opens an act on a block that has ended to its page, which says what became of it; else None."""
    if holding.released_at is None:
        return None
    messages.info(request, _("Ce bloc n’est plus détenu : voici ce qu’il est devenu."))
    return redirect("emergency:show-block", holding_id=holding.pk)


# ---------- Words ----------
def in_force(effective: datetime | None) -> str:
    """Return from when the addresses of an act hold."""
    if effective is None:
        return _("Les adresses données valent dès maintenant.")
    return _("Les adresses données valent à partir du %(at)s ; jusque-là celle d’avant reste.") % {
        "at": formats.instant(effective)
    }


def told_of(person: Person) -> str:
    """Return who is told of an address once it is declared."""
    if person.is_client:
        return _("Le partenaire est prévenu par e-mail de chaque adresse déclarée.")
    if person.is_staff:
        return _("Le client et le partenaire sont prévenus par e-mail de chaque adresse déclarée.")
    return _("Le client est prévenu par e-mail de chaque adresse déclarée.")


def count_words(count: int) -> str:
    """Return how many numbers: 12 numéros."""
    return ngettext("%(count)s numéro", "%(count)s numéros", count) % {"count": formats.quantity(count)}
