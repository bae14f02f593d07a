"""The list of places: loaded once, corrected by staff, asked by the registry.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.utils import timezone

from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Doubt, Remark
from emergency.registry.loading import import_streets, save_place
from emergency.registry.models import PostalPlace, Street
from emergency.registry.places import codes_called, judged
from extranet.errors import InvalidInput
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ALPHA, ERIK, client_for, place, user_of
from tests.contracts import hold
from tests.registry.acts import BRUSSELS, declare
from tests.registry.listing import HAUTE, HEAD, load, streets

pytestmark = pytest.mark.django_db
DUTCH = AddressFacts("Hoogstraat", "10", "1000", "Brussel", language="nl")


def test_loading_twice_is_harmless() -> None:
    assert load() > 1_200
    assert load() == 0


def test_what_staff_corrected_stays_when_the_list_is_loaded_again() -> None:
    load()
    with acting(PUBLIC, OPERATOR):
        saintes = PostalPlace.objects.get(name_fr="Saintes")
        saintes.name_nl = "Sint-Renelde (Saintes)"
        save_place(place=saintes, actor=user_of(ERIK), at=timezone.now())
        load()
        again = PostalPlace.objects.get(name_fr="Saintes")
        assert (again.name_nl, again.edited_at is not None) == ("Sint-Renelde (Saintes)", True)
        assert codes_called("sint renelde saintes") == ["1480"]


def test_a_municipality_is_found_in_any_language() -> None:
    load()
    place(ALPHA)
    assert codes_called("Lüttich") == codes_called("Luik") == codes_called("liege")
    assert codes_called("") == codes_called("Nulle part") == []


def test_a_file_of_streets_is_imported_once() -> None:
    assert streets(HAUTE, HAUTE, "1000,4521,Rue Haute,Hoogstraat,,12", "1000,,Sans identifiant,,,1") == (4, 1, 1)
    assert streets(HAUTE) == (1, 1, 0)


def test_newer_names_of_a_file_replace_older_ones_but_not_those_of_staff() -> None:
    streets(HAUTE, "1000,7,Rue Neuve,Nieuwstraat,,1")
    with acting(PUBLIC, OPERATOR):
        mine = Street.objects.get(best_id="7")
        mine.name_nl = "Nieuwe Straat"
        save_place(place=mine, actor=user_of(ERIK), at=timezone.now())
    assert streets("1000,4521,Rue Haute,Hogestraat,,10", "1000,7,Rue Neuve,Nieuwstraat,,1")[2] == 0
    with acting(PUBLIC, OPERATOR):
        assert set(Street.objects.values_list("name_nl", flat=True)) == {"Hogestraat", "Nieuwe Straat"}


def test_another_file_is_refused_with_the_name_of_the_right_one() -> None:
    with acting(PUBLIC, OPERATOR), pytest.raises(InvalidInput, match="openaddress-be"):
        import_streets(name="a.csv", lines=["a,b", "1,2"], at=timezone.now())


def test_the_commands_load_and_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_places")
    file = tmp_path / "openaddress-bebru.csv"
    file.write_text(f"{HEAD}\n{HAUTE}\n", encoding="utf-8")
    call_command("import_streets", str(file))
    assert "rues 1, nouvelles 1" in capsys.readouterr().out
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="il manque postcode"):
        call_command("import_streets", str(file))


@pytest.mark.parametrize("table", ["registry_postalplace", "registry_street"])
def test_a_partner_writes_no_place(table: str) -> None:
    place(ALPHA)
    row = (
        PostalPlace(postal_code="1000", nis_code="21004", name_fr="Ici") if "place" in table else Street(name_fr="Ici")
    )
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        row.save()


# ---------- Judged ----------
def test_ec_42_a_street_of_brussels_in_one_language_is_remarked_and_not_stopped() -> None:
    load()
    block = hold()
    place(ALPHA)
    judgement = judged(BRUSSELS, block)
    assert (judgement.objections, judgement.doubts, judgement.remarks) == ((), (), (Remark.SECOND_LANGUAGE,))


def test_ec_41_both_names_are_kept_where_the_street_is_known() -> None:
    load()
    streets()
    block = hold()
    declared = declare(block)
    assert declared.address.facts == replace(BRUSSELS, second_street="Hoogstraat")
    place(ALPHA)
    judgement = judged(DUTCH, block)
    assert judgement.facts.second_street == "Rue Haute"
    assert judgement.remarks == ()


def test_ec_41_without_a_pair_the_same_door_is_remarked() -> None:
    load()
    block = hold()
    declare(block)
    place(ALPHA)
    assert Remark.DUPLICATE in judged(DUTCH, block).remarks


def test_ec_48_a_mismatch_is_refused_with_suggestions_beside_the_code() -> None:
    load()
    block = hold()
    with pytest.raises(InvalidInput) as caught:
        declare(block, replace(BRUSSELS, municipality="Antwerpen"))
    assert caught.value.code == "postal_code_municipality_mismatch"
    assert "1000 Bruxelles/Brussel ou 2000 Antwerpen" in caught.value.fields["postal_code"]


def test_a_name_nobody_knows_is_looked_at() -> None:
    load()
    block = hold()
    place(ALPHA)
    judgement = judged(AddressFacts("Rue du Lac", "1", "1480", "Hameau du Bout"), block)
    assert (judgement.objections, judgement.doubts) == ((), (Doubt.UNKNOWN,))


def test_before_a_list_is_loaded_nothing_is_judged() -> None:
    block = hold()
    place(ALPHA)
    assert judged(replace(BRUSSELS, municipality="Antwerpen"), block).objections == ()


def test_an_address_is_found_under_either_language() -> None:
    load()
    streets()
    declare(hold())
    alice = client_for(ALICE)
    for words in ("Hoogstraat", "rue haute", "Brussel", "brüssel", "Bruxelles"):
        page = alice.get("/numbers/", {"words": words}).content.decode()
        assert "Rue Haute 10" in page, words
    assert "Rue Haute 10" not in alice.get("/numbers/", {"words": "Lüttich"}).content.decode()
