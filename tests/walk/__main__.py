"""`python -m tests.walk [--width N] [--only JOURNEY]`: every journey at both widths, with pictures and faults."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Final

from playwright.sync_api import Error as BrowserError

import tests.start  # noqa: F401 - before models: servers and Django
from tests.walk.browsing import SIZES, Album, Walkers, chromium
from tests.walk.journeys import billing, clients, night, numbers, partners, registry, staff, strangers, support, working
from tests.walk.site import FOLDER, running_site

JOURNEYS: Final[Mapping[str, Callable[[Walkers], None]]] = {
    "stranger": strangers.knock,
    "partner-administrator": partners.administrator,
    "partner-order": partners.places_an_order,
    "partner-refused": partners.is_refused,
    "partner-invitation": partners.invites,
    "partner-languages": partners.in_four_languages,
    "partner-dark": partners.in_the_dark,
    "partner-technician": partners.technician,
    "partner-finance": partners.finance,
    "other-partners": partners.elsewhere,
    "direct-client": clients.direct_administrator,
    "client-administrator": clients.administrator,
    "client-user": clients.user,
    "ticket-client": support.client_asks,
    "ticket-client-user": support.client_user_sees_own,
    "ticket-partner": support.partner_works,
    "ticket-languages": support.other_languages,
    "ticket-direct-client": support.direct_client_asks,
    "ticket-client-day": support.client_day,
    "technician-day": working.technician_works,
    "partner-doubts": working.doubts_and_keys,
    "numbers-client": numbers.declared,
    "numbers-partner": numbers.at_the_partner,
    "numbers-staff": numbers.at_the_operator,
    "registry-client": registry.client_minds_devices,
    "registry-blocks": registry.partner_cuts_blocks,
    "registry-file": registry.partner_sends_a_file,
    "registry-people": registry.partner_minds_people,
    "registry-port-in": registry.partner_brings_numbers,
    "registry-staff": registry.staff_mind_the_registry,
    "registry-languages": registry.in_other_languages,
    "desk": support.desk_answers,
    "desk-agent": staff.desk_agent,
    "desk-caller": staff.notes_for_a_caller,
    "desk-aims": staff.aims,
    "night-on-call": night.on_call_answers,
    "night-watch": night.watch_is_kept,
    "night-administrator": night.night_is_decided,
    "invoices-partner": billing.partner_reads,
    "invoices-direct-client": billing.direct_client_reads,
    "billing-clerk": billing.clerk_runs,
    "staff-administrator": staff.administrator,
    "staff-at-a-partner": staff.at_a_partner,
    "staff-support": staff.support,
    "staff-finance": staff.finance,
}


def main() -> int:
    """Walk, print what was seen, and return 1 when there is a fault."""
    parser = ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("--width", type=int, choices=sorted(SIZES), action="append")
    parser.add_argument("--only", choices=sorted(JOURNEYS), action="append")
    asked = parser.parse_args()
    began = time.monotonic()
    albums = [Album.of(width) for width in asked.width or sorted(SIZES)]
    with running_site() as site, chromium() as browser:
        for album in albums:
            walkers = Walkers(site, album, browser)
            for name in asked.only or JOURNEYS:
                _play(name, walkers)
    faults = [fault for album in albums for fault in album.faults]
    pictures = sum(album.pictures for album in albums)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    seconds = time.monotonic() - began
    sys.stdout.write(f"{pictures} pictures in {FOLDER}, {len(faults)} faults, {seconds:.0f} s\n")
    return 1 if faults else 0


def _play(name: str, walkers: Walkers) -> None:
    """Play one journey; what ends it early is a fault, and the next one starts."""
    try:
        JOURNEYS[name](walkers)
    except (BrowserError, AssertionError) as end:
        first_lines = " ".join(str(end).split())[:400]
        walkers.album.faults.append(f"{walkers.album.width} {name} ended early: {first_lines}")


if __name__ == "__main__":
    sys.exit(main())
