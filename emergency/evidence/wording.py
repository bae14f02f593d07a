"""A pack in words, for a page and for paper: what is said first, then sections with their columns.

In the language of the reader; the file itself is in none.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from emergency.evidence.rules import State
from emergency.models import Reconfirmation
from emergency.registry.facts import AddressFacts
from emergency.registry.models import Reason, Review, Side, Transmission
from extranet.accounts.models import Role
from extranet.look import formats

NO = "–"


@dataclass(frozen=True)
class Section:
    """One table of a pack; `rows` is empty where nothing is known, and that is said."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sentences_of(facts: Mapping[str, Any]) -> list[str]:
    """Return what a pack says first: the answer, what is missing, what nobody answered, what 112 was told.

    Terms: telavox.7, bt.14, sip.4
    """
    answer, asked = facts["answer"], facts["asked"]
    named = {"number": asked["written"], "at": _at(asked["at"]), "client": facts["client"]["name"]}
    if answer["state"] == State.NOT_HELD:
        said = [_("Le %(at)s, %(client)s ne détenait pas le %(number)s.") % named]
    elif answer["state"] == State.UNCOVERED:
        said = [_("Le %(at)s, aucune adresse n’était déclarée pour le %(number)s : numéro non couvert.") % named]
    else:
        named["address"] = _place(answer["address"])
        said = [_("Le %(at)s, l’adresse déclarée du %(number)s était : %(address)s.") % named]
        said.append(
            _("Les services d’urgence ont confirmé cette adresse.")
            if answer["is_acknowledged"]
            else _("Rien ne dit que les services d’urgence connaissaient cette adresse.")
        )
    if facts["uncovered"]:
        said.append(_("Ce numéro a été détenu sans adresse : voyez « Sans adresse »."))
    if answer["overdue_questions"]:
        said.append(_("Une reconfirmation était en retard : voyez « Reconfirmations »."))
    elif answer["open_questions"]:
        said.append(_("Une reconfirmation était attendue : voyez « Reconfirmations »."))
    if facts.get("is_narrowed"):
        said.append(_("Des tickets et des avis lus, seuls ceux de la personne qui a pris ce dossier y sont."))
    return said


def sections_of(facts: Mapping[str, Any]) -> list[Section]:
    """Return everything in a pack, table by table, in the order of the file."""
    return [
        _held(facts["held"]),
        Section(
            _("Sans adresse"),
            (_("Du"), _("Au")),
            tuple((_at(one["from"]), _end(one["until"])) for one in facts["uncovered"]),
        ),
        _registrations(facts["registrations"]),
        _reviews(facts["reviews"]),
        _transmissions(facts["transmissions"]),
        _caller_ids(facts["caller_ids"]),
        _acknowledgements(facts["acknowledgements"]),
        _questions(facts["reconfirmations"]),
        Section(
            _("Tickets qui citent ce numéro"),
            (_("Ticket"), _("Ouvert le")),
            tuple((str(one["number"]), _at(one["opened_at"])) for one in facts["tickets"]),
        ),
        Section(
            _("Actes"),
            (_("Quand"), _("Acte"), _("Qui")),
            tuple((_at(one["at"]), str(one["act"]), str(one["actor"])) for one in facts["acts"]),
        ),
    ]


def _held(rows: Sequence[Mapping[str, Any]]) -> Section:
    return Section(
        _("Détenu"),
        (_("Bloc"), _("Du"), _("Au"), _("Attribué par")),
        tuple((one["numbers"], _at(one["from"]), _end(one["until"]), one["allocated_by"]) for one in rows),
    )


def _registrations(rows: Sequence[Mapping[str, Any]]) -> Section:
    columns = (_("Adresse"), _("Valable"), _("Connue"), _("Déclarée par"), _("Conditions"))
    return Section(
        _("Adresses, sur deux axes"),
        columns,
        tuple(
            (
                _joined(_place(one["address"]), str(Reason(one["reason"]).label), one["reason_note"]),
                _span(one["valid"]),
                _span(one["known"]),
                _author(one),
                _terms(one["terms"]),
            )
            for one in rows
        ),
    )


def _reviews(rows: Sequence[Mapping[str, Any]]) -> Section:
    columns = (_("Adresse"), _("Déclarée par"), _("État"), _("Décidée par"))
    return Section(
        _("Adresses relues"),
        columns,
        tuple(
            (
                _place(one["address"]),
                _author(one),
                _joined(str(Review.State(one["state"]).label), one["decision_reason"]),
                _joined(one["decided_by"], _at(one["decided_at"])) if one["decided_at"] else NO,
            )
            for one in rows
        ),
    )


def _transmissions(rows: Sequence[Mapping[str, Any]]) -> Section:
    columns = (_("Message"), _("État"), _("En file"), _("Envoyée"), _("Confirmée"))
    return Section(
        _("Transmissions aux services d’urgence"),
        columns,
        tuple(
            (
                f"{one['sequence']} {Transmission.Kind(one['message']).label}",
                str(Transmission.State(one["state"]).label),
                _at(one["queued_at"]),
                _at(one["sent_at"]),
                _joined(_at(one["acknowledged_at"]), one["reference"]),
            )
            for one in rows
        ),
    )


def _caller_ids(rows: Sequence[Mapping[str, Any]]) -> Section:
    columns = (_("Site ou appareil"), _("Du"), _("Au"), _("Choisi par"))
    return Section(
        _("Présenté lors d’appels d’urgence"),
        columns,
        tuple(
            (
                (one["device"] or one["site"])["name"],
                _at(one["from"]),
                _end(one["until"]),
                _joined(one["set_by"], str(Side(one["side"]).label)),
            )
            for one in rows
        ),
    )


def _acknowledgements(rows: Sequence[Mapping[str, Any]]) -> Section:
    columns = (_("Personne"), _("Version de l’avis"), _("Demandée"), _("Reconnue"), _("Empreinte du texte"))
    return Section(
        _("Avis d’usage nomade"),
        columns,
        tuple(
            (
                one["person"],
                str(one["notice"]),
                _at(one["asked_at"]),
                _joined(_at(one["acknowledged_at"]), one["language"]),
                one["text_sha256"] or NO,
            )
            for one in rows
        ),
    )


def _questions(rows: Sequence[Mapping[str, Any]]) -> Section:
    columns = (_("Au sujet de"), _("Pourquoi"), _("Chez qui, jusqu’au"), _("Réponse"))
    return Section(
        _("Reconfirmations"),
        columns,
        tuple(
            (
                one["about"]["name"],
                _joined(str(Reconfirmation.Reason(one["reason"]).label), one["ticket"], _at(one["opened_at"])),
                "; ".join(f"{Side(step['level']).label}, {_at(step['due_at'])}" for step in one["steps"]),
                _answer(one),
            )
            for one in rows
        ),
    )


def _answer(one: Mapping[str, Any]) -> str:
    if not one["answered_at"]:
        return _("sans réponse")
    outcome = str(Reconfirmation.Outcome(one["outcome"]).label)
    return _joined(outcome, one["answered_by"], _at(one["answered_at"]), one["address"], one["note"])


def _author(one: Mapping[str, Any]) -> str:
    author = one["author"]
    side, role = str(Side(author["side"]).label), str(Role(author["role"]).label)
    return _joined(author["name"], f"{role}, {side}", _at(one["declared_at"]))


def _terms(terms: Mapping[str, Any]) -> str:
    if terms["version"] is None:
        return _("aucune")
    accepted = _("acceptées") if terms["is_accepted"] else _("pas encore acceptées")
    return f"{terms['part']} {terms['version']}, {accepted}, {terms['sha256']}"


def _place(address: Mapping[str, str]) -> str:
    facts = AddressFacts(**address)
    return _joined(facts.line, facts.details)


def _span(period: Mapping[str, str | None]) -> str:
    return f"{_at(period['from'])} → {_end(period['until'])}"


def _at(text: str | None) -> str:
    return formats.instant(datetime.fromisoformat(text), exact=True) if text else NO


def _end(text: str | None) -> str:
    return _at(text) if text else _("sans fin")


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part and part != NO) or NO
