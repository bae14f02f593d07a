"""The OpenAPI document of numbers: whole, and true to the answers.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any, cast

import pytest

from emergency.api.urls import urlpatterns
from tests.cast import CLIENT
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.api.calls import (
    BLOCKS,
    LOOKUP,
    METHODS,
    ROOT,
    act,
    address,
    faults_of,
    of,
    operations,
    say,
    send,
    tag,
)
from tests.emergency.importing.files import cells, written
from tests.emergency.sites.acts import device, site
from tests.registry.acts import ABROAD, SAINTES, declare, revision_of
from tests.registry.listing import load
from tests.support.api.calls import Caller, client_key, key


def test_every_call_stands_in_the_document() -> None:
    wanted = set()
    for one in urlpatterns:
        path = f"{ROOT}/" + str(one.pattern).replace("<uuid:", "{").replace("<str:", "{").replace(">", "}")
        wanted |= {(method, path) for method in METHODS if hasattr(cast("Any", one.callback).cls, method)}
    assert set(operations()) == wanted


def test_every_call_has_its_own_name_its_words_its_scope_and_its_problems() -> None:
    whole = operations("/api/v1/")
    names = [said["operationId"] for said in whole.values()]
    assert len(set(names)) == len(names)
    for call, said in operations().items():
        assert said["description"], call
        assert said["security"] == [{"key": []}], call
        assert said["x-scope"].startswith("emergency."), call
        assert {"400", "401", "403", "405", "429"} <= set(said["responses"]), call


@pytest.mark.usefixtures("at_alpha")
def test_answers_are_what_the_document_says() -> None:
    load()
    one = f"{BLOCKS}/{{holding_id}}"
    wrong: list[str] = []
    for issued in (key(), client_key()):
        caller, played = Caller(issued), play(Caller(issued), one)
        assert caller
        wrong += [f"{call[:2]}: {fault}" for call in played for fault in faults_of(call[2], *call[:2])]
    assert not wrong, "\n".join(wrong)


def play(caller: Caller, one: str) -> list[tuple[str, str, Any]]:
    """Make every call about numbers, right and wrong; return method, path and answer of each."""
    first = FIRST + 1000 * len(caller.get(BLOCKS).json()["blocks"])
    subscription = subscribe()
    blocks = [hold(first + 10 * n, first + 10 * n + 9, subscription=subscription) for n in range(5)]
    block, waits, left, right, moves = blocks
    registration = declare(block)
    declare(left, SAINTES)
    declare(right)
    body = {"address": address()}
    parts = {"parts": [{"first": f"+{first}", "last": f"+{first + 4}", "keeps": True}]}
    parts["parts"].append({"first": f"+{first + 5}", "last": f"+{first + 9}", "address": address(SAINTES)})
    read = [{"id": str(one.pk), "revision": revision_of(one)} for one in (left, right)]
    stale = tag(block)
    declare(block, SAINTES)
    return [
        ("get", LOOKUP, caller.get(LOOKUP, number=f"+{first}")),
        ("get", LOOKUP, caller.get(LOOKUP, number=f"+{first + 10}")),
        ("get", LOOKUP, caller.get(LOOKUP, number="+3232000000")),
        ("get", LOOKUP, caller.get(LOOKUP, number="1")),
        ("post", f"{one}/registrations", say(caller, waits, ABROAD)),
        ("get", BLOCKS, caller.get(BLOCKS, limit=3)),
        ("get", BLOCKS, caller.get(BLOCKS, limit=0)),
        ("get", one, caller.get(of(block))),
        ("get", f"{one}/history", caller.get(of(block, "history"))),
        ("get", f"{ROOT}/registrations", caller.get(f"{ROOT}/registrations")),
        (
            "get",
            f"{ROOT}/registrations/{{registration_id}}",
            caller.get(f"{ROOT}/registrations/{registration.pk}"),
        ),
        ("get", f"{ROOT}/addresses/{{address_id}}", caller.get(f"{ROOT}/addresses/{registration.address_id}")),
        ("get", f"{ROOT}/coverage", caller.get(f"{ROOT}/coverage")),
        ("get", f"{ROOT}/places", caller.get(f"{ROOT}/places", postal_code="1000")),
        ("get", f"{ROOT}/streets", caller.get(f"{ROOT}/streets", postal_code="1000")),
        ("post", f"{one}/validate", caller.post(of(block, "validate"), body)),
        ("post", f"{one}/validate", caller.post(of(block, "validate"), {"address": {}})),
        ("post", f"{one}/registrations", say(caller, block)),
        ("post", f"{one}/registrations", say(caller, block)),
        ("post", f"{one}/registrations", say(caller, block, headers={"if_match": stale}, effective=None)),
        ("post", f"{one}/registrations", caller.post(of(block, "registrations"), body)),
        ("post", f"{one}/carve", act(caller, of(block, "carve"), {}, if_match=tag(block))),
        ("post", f"{one}/split", act(caller, of(block, "split"), parts, if_match=tag(block))),
        ("post", f"{ROOT}/merges", act(caller, f"{ROOT}/merges", {"blocks": read})),
        ("post", f"{ROOT}/merges", act(caller, f"{ROOT}/merges", {"blocks": read, "address": address()})),
        (
            "post",
            f"{ROOT}/moves",
            act(caller, f"{ROOT}/moves", {"blocks": [{"id": str(moves.pk), "revision": 1}], **body}),
        ),
        (
            "post",
            f"{ROOT}/moves",
            act(
                caller, f"{ROOT}/moves", {"blocks": [{"id": str(moves.pk), "revision": 1}], "address": address(SAINTES)}
            ),
        ),
        *play_places(caller, first),
    ]


def play_places(caller: Caller, first: int) -> list[tuple[str, str, Any]]:
    """Make the calls about sites, devices, caller IDs and files."""
    head = site(f"Siège {first}")
    phone = device(head, f"Accueil {first}")
    hold(first + 100, first + 109)
    file = written([cells(first + 100, first + 109)])
    sent = send(caller, file)
    named, confirmed = f"{ROOT}/imports/{{import_id}}", f"{ROOT}/imports/{sent.json()['id']}/confirm"
    owned = {"client_id": str(CLIENT)}
    return [
        ("get", f"{ROOT}/sites", caller.get(f"{ROOT}/sites")),
        ("get", f"{ROOT}/sites/{{site_id}}", caller.get(f"{ROOT}/sites/{head.pk}")),
        ("get", f"{ROOT}/devices", caller.get(f"{ROOT}/devices")),
        ("get", f"{ROOT}/devices/{{device_id}}", caller.get(f"{ROOT}/devices/{phone.pk}")),
        ("get", f"{ROOT}/caller-id-checks", caller.get(f"{ROOT}/caller-id-checks")),
        (
            "get",
            f"{ROOT}/caller-ids/{{number}}/ownership",
            caller.get(f"{ROOT}/caller-ids/+{first}/ownership", **owned),
        ),
        ("get", f"{ROOT}/caller-ids/{{number}}/ownership", caller.get(f"{ROOT}/caller-ids/1/ownership", **owned)),
        ("post", f"{ROOT}/imports", sent),
        ("post", f"{ROOT}/imports", send(caller, written([cells(first + 100, first + 109, house_number="")]))),
        ("post", f"{ROOT}/imports", send(caller, b"")),
        ("get", f"{ROOT}/imports", caller.get(f"{ROOT}/imports")),
        ("get", named, caller.get(f"{ROOT}/imports/{sent.json()['id']}")),
        ("post", f"{named}/confirm", caller.post(confirmed)),
    ]
