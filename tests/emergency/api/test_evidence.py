"""The evidence about a number, taken by key: a sibling's number is not there.

Terms: telavox.7, bt.14, sip.4
"""

import json

import pytest

from tests.cast import BETA, CHARLIE, SIBLING
from tests.contracts import FIRST, hold
from tests.emergency.api.calls import ROOT
from tests.registry.acts import declare
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")


def test_the_evidence_of_a_number_is_its_houses_and_its_clients_only() -> None:
    declare(hold())
    said = {"number": f"+{FIRST}"}
    for caller in (Caller(key()), Caller(client_key())):
        answer = caller.post(f"{ROOT}/evidence", said)
        assert answer.status_code == 200, answer.content
        assert len(answer["ETag"]) == 66
        assert json.loads(answer.content)
    for stranger in (Caller(client_key(client_id=SIBLING)), Caller(key(by=CHARLIE), schema=BETA)):
        assert code_of(stranger.post(f"{ROOT}/evidence", said)) == (404, "not_found")
    assert code_of(Caller(key()).post(f"{ROOT}/evidence", {"number": "1"}))[0] == 422
