"""Plays the night of the demo: a rota of two layers, an exchange asked, a note, and who is warned from outside."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import uuid5

from extranet.accounts.models import User
from extranet.demo import days
from extranet.demo.tickets import moment
from support.desk.models import ContactWay, WayKind
from support.desk.paging.outside import add_outside_contact
from support.desk.rota.handover import write_note
from support.desk.rota.selectors import FIRST_LAYER, SECOND_LAYER, watch_between
from support.desk.rota.services import publish_rota
from support.desk.rota.swaps import ask_swap
from support.desk.rota.timeline import shifts
from support.desk.rules.hours import Span

HANDOVER: Final = time(16)
FRIDAY: Final = 4
# How far ahead the next watch of each is found: once round the three of them, and the week that runs.
AHEAD: Final = timedelta(days=35)
OUTSIDE: Final = (
    ("Anouk Renders", WayKind.EMAIL, "anouk.renders@veille-technique.example", "nl"),
    ("Gilles Fontaine", WayKind.HTTP, "+32470899120", "fr"),
)
SWAP_NOTE: Final = "Mariage de ma sœur ce week-end-là."
NOTE: Final = (
    "Nuit calme. Un opérateur amont perd encore des appels entrants SIP : l’incident est publié, joignez-y les "
    "nouveaux tickets au lieu de chercher la cause. Le lien de secours du centre de données est testé demain à 10 h."
)


def play_rota(members: Sequence[User], *, actor: User, at: datetime) -> None:
    """Give each member two tested ways and publish two layers: nobody backs up themselves. Stand in `public`."""
    for number, member in enumerate(members):
        for kind, address in ((WayKind.EMAIL, f"garde+{member.email}"), (WayKind.HTTP, f"+3247089910{number}")):
            ContactWay.objects.create(
                id=uuid5(member.pk, kind),
                user_id=member.pk,
                user_name=member.name,
                kind=kind,
                address=address,
                tested_at=at,
            )
    for layer, watch in ((FIRST_LAYER, members), (SECOND_LAYER, [*members[1:], *members[:1]])):
        publish_rota(
            member_ids=[member.pk for member in watch],
            handover_weekday=FRIDAY,
            handover_time=HANDOVER,
            starts_at=None,
            actor=actor,
            at=at,
            layer=layer,
        )
    for name, kind, address, language in OUTSIDE:
        add_outside_contact(name=name, kind=kind, address=address, language=language, actor=actor, at=at)


def play_watch(members: Sequence[User], *, today: date) -> None:
    """Leave a note for the next on call, and ask for an exchange of two watches to come. Stand in `public`."""
    author, asker, other = members[0], members[0], members[1]
    at = moment(today, 1, "07:40")
    write_note(note_id=uuid5(author.pk, "note"), text=NOTE, actor=author, at=at)
    start = days.instant(today + timedelta(days=1), 0)
    coming = [one for one in shifts(watch_between(at, start + AHEAD), at, start + AHEAD) if one.starts_at >= start]
    given = next(one for one in coming if one.member == asker.pk)
    taken = next(one for one in coming if one.member == other.pk)
    ask_swap(
        other_id=other.pk,
        layer=FIRST_LAYER,
        given=Span(given.starts_at, given.ends_at),
        taken=Span(taken.starts_at, taken.ends_at),
        note=SWAP_NOTE,
        actor=asker,
        at=at + timedelta(hours=2),
    )
