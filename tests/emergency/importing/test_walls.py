"""What the database refuses of imports: a decided one rewritten, a file replaced, one deleted.

Terms: telavox.7, bt.14, sip.4
"""

import pytest
from django.db import DatabaseError, connection, transaction

from emergency.models import AddressImport
from extranet.errors import IllegalMove
from extranet.tenancy.context import OWNER, acting
from tests.cast import ALPHA
from tests.contracts import FIRST, hold
from tests.emergency.importing.files import cells, shown, write

pytestmark = pytest.mark.django_db

STATE = AddressImport.State


@pytest.mark.parametrize(
    "change",
    ["UPDATE emergency_addressimport SET changed = 99", "UPDATE emergency_addressimport SET content = 'x'",
     "DELETE FROM emergency_addressimport", "TRUNCATE emergency_addressimport"],
)  # fmt: skip
def test_what_was_written_stays_as_it_was(change: str) -> None:
    hold()
    write(shown([cells(FIRST, FIRST + 99)]))
    with acting(ALPHA, OWNER), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_every_move_but_those_written_down_is_refused() -> None:
    for state in STATE:
        for other in STATE:
            kept = AddressImport(state=state)
            if (state, other) in AddressImport.MOVES:
                kept.move_to(other, at=None)
            else:
                with pytest.raises(IllegalMove):
                    kept.move_to(other, at=None)
