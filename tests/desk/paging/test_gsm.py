"""Short messages stay within two parts of the plain alphabet."""

import pytest

from support.desk.paging.gsm import BASIC, TWO_PARTS, length, plain
from support.desk.paging.wording import short_text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Rappelez : l’hôpital « Étoile »", 'Rappelez : l\'hopital " Étoile "'),
        ("Čeština œuvre… 2 – 3 · 4", "Cestina oeuvre... 2 - 3 - 4"),
        ("déjà à Liège\N{NO-BREAK SPACE}:\n ça", "déjà à Liège : ca"),
        ("日本", "??"),
    ],
)
def test_what_the_alphabet_lacks_is_written_otherwise(text: str, told: str) -> None:
    assert plain(text) == told
    assert set(plain(text)) <= BASIC


def test_some_characters_count_twice() -> None:
    assert length("a|€") == 5


@pytest.mark.parametrize("filling", ["a", "€", "ê"])
def test_a_long_text_is_cut_and_its_link_is_whole(filling: str) -> None:
    link = "https://extranet.example/answer/" + "x" * 60 + "/"
    text = short_text("Rappeler +32 2 199 44 10 - " + filling * 500, link)
    assert length(text) <= TWO_PARTS
    assert text.endswith(f"... {link}")
    assert text.startswith("Rappeler +32 2 199 44 10")
