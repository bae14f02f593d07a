"""The reader takes the terms to the letter, or says at which line it cannot."""

import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extranet.terms.marks import TermsUnreadable
from extranet.terms.parts import SHAPES, Part, all_clauses
from extranet.terms.reading import language_of, read_document
from tests.terms.documents import LANGUAGES, demo, irregular

LINES = irregular().split("\n")
MARK = re.compile(r"#{1,3} |\*\*(?:\d+\.|Conditions)|- (?:\*\*)?[a-k]\. ")
MARKS = [number for number, line in enumerate(LINES, 1) if MARK.match(line)]


def test_every_numbered_paragraph_and_item_is_read_in_its_order() -> None:
    parts = read_document(irregular())
    assert [part.part for part in parts] == list(Part)
    assert [paragraph.clause for part in parts for paragraph in part.paragraphs] == all_clauses()


def test_a_part_is_exactly_what_stands_in_the_document() -> None:
    for part in read_document(irregular()):
        assert part.text in irregular()
        assert part.text == part.text.strip("\n")
        assert part.sha256 == hashlib.sha256(part.text.encode()).hexdigest()


def test_the_parts_leave_out_nothing_but_empty_lines() -> None:
    read = "\n".join(part.text for part in read_document(irregular()))
    assert [line for line in read.split("\n") if line.strip()] == [line for line in LINES if line.strip()]


def test_line_ends_and_outer_empty_lines_do_not_change_the_hash() -> None:
    hashes = [part.sha256 for part in read_document(irregular())]
    windows = "\r\n\r\n" + irregular().replace("\n", "\r\n") + "\r\n \r\n"
    assert [part.sha256 for part in read_document(windows)] == hashes


def test_a_space_inside_changes_the_hash() -> None:
    before = read_document(irregular())
    after = read_document(irregular().replace("Un robot n'appelle", "Un  robot n'appelle"))
    changed = [old.part for old, new in zip(before, after, strict=True) if old.sha256 != new.sha256]
    assert changed == [Part.SIP]


@pytest.mark.parametrize(
    ("clause", "title", "body"),
    [
        (
            "general.8",
            "Caution",
            "Un an sur le matériel livré (prises, postes...).\n\nDes moyens, pas un résultat ; ",
        ),
        (
            "telavox.4",
            "Réglages et facture",
            "Commande et réglages (comptes, numéros etc.) donnent la facture. ",
        ),
        ("telavox.7", "Secours", "Chaque bloc a une adresse, tenue à jour par le client et son vendeur. "),
        ("bt.11d", "Utilisateurs", "La plateforme n'oblige à rien, la règle oui :\n\n#### Compte pour un"),
        ("bt.11k", "Le reste", "voir les prix"),
        ("meeting.1", "Mots", "ALLOcloud Web Meeting : une salle en ligne"),
        ("meeting.2", "Règles spécifiques", "néant"),
    ],
)
def test_irregular_marks_are_understood(clause: str, title: str, body: str) -> None:
    read = {paragraph.clause: paragraph for part in read_document(irregular()) for paragraph in part.paragraphs}
    assert read[clause].title == title
    assert read[clause].body.startswith(body)
    assert read[clause].anchor == clause.replace(".", "-")


def test_a_hard_line_break_and_a_sentence_cut_in_two_stay_as_they_are() -> None:
    read = {paragraph.clause: paragraph for part in read_document(irregular()) for paragraph in part.paragraphs}
    assert "8h30-18h  \nLe vendredi" in read["general.7"].body
    assert "« extension partagée ».  \nUn doute" in read["telavox.4b"].body
    assert "de sorte\n\nque le numéro" in read["telavox.7"].body


def test_the_titles_of_parts_are_read_without_their_marks() -> None:
    titles = {part.part: part.title for part in read_document(irregular())}
    assert titles[Part.MEETING] == "Conditions spécifiques pour le service ALLOcloud Web Meeting"
    assert titles[Part.GENERAL] == "Conditions générales pour les services ALLOcloud"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", ["2026-05", "2026-10"])
def test_the_demo_documents_have_every_clause_in_every_language(edition: str, language: str) -> None:
    parts = read_document(demo(edition, language))
    assert [paragraph.clause for part in parts for paragraph in part.paragraphs] == all_clauses()
    assert language_of(parts) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_newer_demo_changes_the_general_terms_and_business_telephony(language: str) -> None:
    pairs = zip(read_document(demo("2026-05", language)), read_document(demo("2026-10", language)), strict=True)
    assert [old.part for old, new in pairs if old.text != new.text] == [Part.GENERAL, Part.BT]


# ---------- Refusals ----------
REFUSED = [
    # what is in the document, what stands there instead, how the refused line begins, words of the sentence
    ("### **7. Aide**\n", "", "## **8.", "le paragraphe 7 manque avant lui"),
    ("## **8. Caution**\n", "", "Des moyens", "le paragraphe 8 de la partie « general » manque"),
    ("### **5. Robots**\n", "", "Un robot", "le paragraphe 5 de la partie « sip » manque"),
    ("### 2. Alarmes", "### 3. Alarmes", "### 3. Alarmes", "le paragraphe 2 manque avant lui"),
    ("### 8. Mots\n", "### 1. Mots\n", "### 1. Mots", "est inconnu : ils vont de 8 à 14"),
    ("### **5. Robots**", "### **6. Robots**", "### **6.", "est inconnu : ils vont de 1 à 5"),
    ("### **6. Retouches**\n", "### **5. Retouches**\n", "### **5. Retouches", "est déjà à la ligne 27"),
    ("### **3. Pose**\n", "3. Pose\n", "3. Pose", "ressemble au paragraphe 3"),
    ("### **3. Pose**\n", "**3. Pose\n", "**3. Pose", "ressemble au paragraphe 3"),
    ("### **3. Pose**\n", "#### 3. Pose\n", "#### 3. Pose", "ressemble au paragraphe 3"),
    ("### **3. Pose**\n", "### **3.**\n", "### **3.**", "general.3 n’a pas de titre"),
    ("Pas de fraude, pas de numéro emprunté (« spoofing »).", "", "### **4.", "general.4 n’a pas de texte"),
    ("- b. **Fonctions** :", "- **Fonctions** :", "- c.", "le point b manque avant lui"),
    ("- c. **Modules** :", "**Modules** :", "**Modules**", "le point c du paragraphe telavox.4 manque"),
    ("- b. **Fonctions** :", "- b. Fonctions :", "- b. ", "le point b n’a pas de titre en gras"),
    ("- e. **Fax entrants** :", "- d. **Fax entrants** :", "- d. **Fax", "est déjà à la ligne"),
    ("- k. **Le reste** :", "- l. **Le reste** :", "- l. ", "ils vont de d à k"),
    ("Un robot n'appelle pas.", "- a. **Un** : robot.", "- a. **Un**", "il n’y en a pas ici"),
    ("## Conditions spécifiques pour le service Telavox UCaaS\n", "", "### 1. Mots", "est déjà à la ligne 5"),
    ("ALLOcloud SIP Trunking**\n", "Foo**\n", "## **Conditions", "ne nomme aucune partie connue"),
    ("ALLOcloud SIP Trunking**\n", "Telavox SIP Trunking**\n", "## **Cond", "nomme plusieurs parties"),
    ("ALLOcloud SIP Trunking**\n", "Web Meeting**\n", "**Conditions", "a déjà son titre à la ligne"),
    ("Câbles, routeurs et", "**Câbles, routeurs**\n\net", "**Câbles", "ne nomme aucune partie connue"),
    ("### **1. Mots**\n", "Avis.\n\n### **1. Mots**\n", "Avis.", "entre le titre et le premier paragraphe"),
    ("\n\n## **Conditions générales", "Avis.\n\n## **Conditions générales", "Avis.", "avant le titre"),
]


@pytest.mark.parametrize(("old", "new", "begins", "words"), REFUSED)
def test_a_document_of_another_shape_is_refused_with_its_line(old: str, new: str, begins: str, words: str) -> None:
    assert old in irregular()
    changed = irregular().replace(old, new, 1)
    with pytest.raises(TermsUnreadable) as refused:
        read_document(changed)
    line = refused.value.line_number
    assert words in refused.value.message
    assert changed.split("\n")[line - 1].startswith(begins), refused.value.message
    assert refused.value.message.startswith(f"Ligne {line} : ")


@pytest.mark.parametrize("part", list(Part))
def test_a_part_that_is_missing_is_refused(part: Part) -> None:
    kept = [read.text for read in read_document(irregular()) if read.part is not part]
    with pytest.raises(TermsUnreadable, match=f"la partie « {part.value} »"):
        read_document("\n\n".join(kept))


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(TermsUnreadable, match="Ligne 1 : la partie « general »"):
        read_document("")


@given(st.sampled_from(MARKS))
def test_whatever_mark_is_dropped_the_document_is_refused_near_it(dropped: int) -> None:
    noticed = [mark for mark in MARKS if mark > dropped and (LINES[mark - 1][0] == LINES[dropped - 1][0])]
    following = min([*noticed, len(LINES)])
    with pytest.raises(TermsUnreadable) as refused:
        read_document("\n".join(LINES[: dropped - 1] + LINES[dropped:]))
    # The last paragraph of a part is missed after the last line written before it.
    assert dropped - 2 <= refused.value.line_number <= following


@given(st.sampled_from(MARKS), st.integers(0, len(LINES)))
def test_whatever_mark_is_doubled_the_document_is_refused_there_or_later(mark: int, place: int) -> None:
    with pytest.raises(TermsUnreadable) as refused:
        read_document("\n".join([*LINES[:place], LINES[mark - 1], *LINES[place:]]))
    assert refused.value.line_number > place


@given(st.sampled_from(MARKS), st.sampled_from(MARKS))
def test_marks_that_change_places_are_refused_unless_the_numbering_is_whole(one: int, other: int) -> None:
    lines = list(LINES)
    lines[one - 1], lines[other - 1] = LINES[other - 1], LINES[one - 1]
    assert _clauses_unless_refused("\n".join(lines)) in (None, all_clauses())


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(LINES)), st.one_of(st.sampled_from(LINES), st.text(max_size=40)))))
def test_a_document_is_read_whole_or_refused_never_half(insertions: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for place, line in insertions:
        lines.insert(place, line)
    assert _clauses_unless_refused("\n".join(lines)) in (None, all_clauses())


def _clauses_unless_refused(document: str) -> list[str] | None:
    try:
        return [paragraph.clause for part in read_document(document) for paragraph in part.paragraphs]
    except TermsUnreadable:
        return None


def test_the_shapes_are_those_of_the_operators_terms() -> None:
    """The numbering of the four services and the general part.

    Terms: telavox.1, bt.8, sip.1, meeting.1
    """
    spans = {part.value: (shape.first, shape.last, shape.items) for part, shape in SHAPES.items()}
    assert spans == {
        "general": (1, 8, {}),
        "telavox": (1, 7, {4: "abc"}),
        "bt": (8, 14, {11: "defghijk"}),
        "sip": (1, 5, {}),
        "meeting": (1, 2, {}),
    }
