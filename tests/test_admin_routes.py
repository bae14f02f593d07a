"""Every route of the admin, on both floors, as staff of each role and as everybody else."""

from collections.abc import Iterator
from typing import Final

import pytest

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ANNA, CHARLIE, ERIK, GITA, SOFIE, Member
from tests.routes.expected_admin import FACES, PAGES, Face, Form
from tests.routes.playing import ALPHA_MOUNT, OPERATOR_DOOR, Door, play
from tests.routes.stage import Stage
from tests.routes.world import FOREIGN, OWN, Owner

ROLES: Final = (ERIK, SOFIE, ANNA)
STRANGERS: Final = (None, ALICE, CHARLIE, GITA)
# Operator's host, then mount: the order of the two groups of letters.
FLOORS: Final = (OPERATOR_DOOR, ALPHA_MOUNT)
Step = tuple[str, str, str, Form | None]


def steps_of(stage: Stage, model: str, face: Face, object_id: object) -> Iterator[Step]:
    """Yield method, path, letters and form of every page of a model on its own floor."""
    base = f"/admin/{model.replace('_', '/', 1)}/"
    seen = face.view
    with acting(PUBLIC, OPERATOR):
        added = face.added_in(stage.world)
    yield "GET", base, seen, None
    yield "POST", base, seen.replace("Y", "F"), None
    yield "GET", f"{base}add/", face.add, None
    yield "POST", f"{base}add/", face.add.replace("Y", "F") if face.shows_added else face.add, added
    yield "GET", f"{base}{object_id}/change/", seen, None
    yield "POST", f"{base}{object_id}/change/", face.change, face.changed
    yield "GET", f"{base}{object_id}/history/", seen, None
    yield "POST", f"{base}{object_id}/history/", seen.replace("Y", "F"), None
    for method in ("GET", "POST"):
        yield method, f"{base}{object_id}/delete/", "NNN", {"post": "yes"}
        yield method, f"{base}{object_id}/", "YYY", None


def object_of(stage: Stage, face: Face, owner: Owner) -> object:
    """Return the id of an object of the owner, read where it stands."""
    schema = owner.schema if face.is_under_mount else PUBLIC
    with acting(schema, OPERATOR):
        return face.of(stage.world, owner)


def fault_of(
    stage: Stage, door: Door, member: Member | None, method: str, path: str, expected: str, form: Form | None = None
) -> list[str]:
    """Play one cell; return a sentence when its answer is another."""
    address = door.mount + path
    answer = play(stage.browsers.of(member), door, method, address, form if method == "POST" else None)
    who = member.name if member else "nobody"
    return [] if answer == expected else [f"{method} {address} as {who}: {answer}, not {expected}"]


@pytest.mark.parametrize("model", FACES)
def test_staff_get_what_is_written_down_on_the_floor_of_a_model(stage: Stage, model: str) -> None:
    face = FACES[model]
    door = ALPHA_MOUNT if face.is_under_mount else OPERATOR_DOOR
    wrong = []
    for method, path, letters, form in steps_of(stage, model, face, object_of(stage, face, OWN)):
        for member, letter in zip(ROLES, letters, strict=True):
            wrong += fault_of(stage, door, member, method, path, letter, form)
        for stranger in STRANGERS:
            wrong += fault_of(stage, door, stranger, method, path, "L", form)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("model", FACES)
def test_a_model_is_not_on_the_other_floor(stage: Stage, model: str) -> None:
    face = FACES[model]
    door = OPERATOR_DOOR if face.is_under_mount else ALPHA_MOUNT
    wrong = []
    object_id = object_of(stage, face, OWN)
    for method, path, _letters, form in steps_of(stage, model, face, object_id):
        # Django's short address of an object leads to its page, which is not there.
        expected = "Y" if path.endswith(f"/{object_id}/") else "H"
        for member in ROLES:
            wrong += fault_of(stage, door, member, method, path, expected, form)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("model", [model for model, face in FACES.items() if face.is_under_mount])
def test_under_a_mount_nothing_of_another_partner_is_there(stage: Stage, model: str) -> None:
    face = FACES[model]
    object_id = object_of(stage, face, FOREIGN)
    base = f"/admin/{model.replace('_', '/', 1)}/{object_id}"
    wrong = []
    for member in ROLES:
        wrong += fault_of(stage, ALPHA_MOUNT, member, "GET", f"{base}/change/", "H")
        wrong += fault_of(stage, ALPHA_MOUNT, member, "GET", f"{base}/history/", "H")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", PAGES)
def test_other_pages_answer_as_written_down(stage: Stage, name: str) -> None:
    page = PAGES[name]
    wrong = []
    for method, letters in (("GET", page.get), ("POST", page.post)):
        for door, group in zip(FLOORS, letters.split(), strict=True):
            for member, letter in zip(ROLES, group, strict=True):
                wrong += fault_of(stage, door, member, method, f"/admin/{page.path}", letter, page.posted)
            for stranger in STRANGERS:
                wrong += fault_of(stage, door, stranger, method, f"/admin/{page.path}", "L", page.posted)
    assert not wrong, "\n".join(wrong)
