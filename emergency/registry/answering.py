"""An answer of the registry in words, for the operator's page and command: every fact that is kept, none added."""

from django.utils.translation import gettext as _

from emergency.registry.models import Side
from emergency.registry.selectors import Declared, Found, Holder, Status
from extranet.accounts.models import Role
from extranet.catalogue.families import Family
from extranet.look import formats
from extranet.numbering.formats import written, written_block
from extranet.terms.parts import Part

Line = tuple[str, str]


def verdict(found: Found) -> str:
    """Return the answer in one sentence.

    Terms: telavox.7, bt.14, sip.4
    """
    number = written(found.number)
    if found.declared is not None:
        return _("%(number)s : %(address)s") % {"number": number, "address": found.declared.facts.line}
    if found.status is Status.NONE_DECLARED:
        return _("%(number)s : aucune adresse déclarée.") % {"number": number}
    return _("%(number)s : numéro non hébergé par l’opérateur à cet instant.") % {"number": number}


def answer_lines(found: Found) -> list[Line]:
    """Return the facts of an answer, each with its name."""
    lines = [
        (_("Numéro"), written(found.number)),
        (_("À l’instant"), formats.instant(found.at, exact=True)),
        (_("Selon ce qui était su"), formats.instant(found.known_at, exact=True)),
    ]
    if found.declared is not None:
        lines += _declared(found.declared)
    if found.holder is not None:
        lines += _holder(found.holder)
    return lines


def _declared(said: Declared) -> list[Line]:
    facts = said.facts
    lines = [(_("Adresse"), facts.line)]
    if facts.details:
        lines.append((_("Sur place"), facts.details))
    if facts.no_house_number_reason:
        lines.append((_("Pas de numéro"), facts.no_house_number_reason))
    author = f"{said.author_name} <{said.author_email}>, {Role(said.author_role).label}, {Side(said.author_side).label}"
    return [
        *lines,
        (_("Déclarée par"), author),
        (_("Déclarée le"), formats.instant(said.declared_at, exact=True)),
        (_("Valable depuis"), formats.instant(said.valid_from, exact=True)),
        (_("Valable jusqu’à"), formats.instant(said.valid_until, exact=True) if said.valid_until else _("sans fin")),
        (_("Su depuis"), formats.instant(said.recorded_since, exact=True)),
        (
            _("Su jusqu’à"),
            formats.instant(said.recorded_until, exact=True) if said.recorded_until else _("su toujours"),
        ),
        (_("Conditions"), _terms(said)),
    ]


def _terms(said: Declared) -> str:
    if said.terms_number is None:
        return _("aucune version n’était en vigueur")
    facts = {"part": Part(said.terms_part).label, "number": said.terms_number, "sha256": said.terms_sha256}
    if said.is_terms_accepted:
        return _("%(part)s, version %(number)s, acceptée, empreinte %(sha256)s") % facts
    return _("%(part)s, version %(number)s, en vigueur mais pas encore acceptée, empreinte %(sha256)s") % facts


def _holder(holder: Holder) -> list[Line]:
    return [
        (_("Détenteur"), holder.client_name),
        (_("Partenaire"), f"{holder.partner_name} ({holder.partner})"),
        (_("Bloc"), f"{written_block(holder.first, holder.last)}, {Family(holder.family).label}"),
        (_("Détenu depuis"), formats.instant(holder.held_since, exact=True)),
        (_("Détenu jusqu’à"), formats.instant(holder.held_until, exact=True) if holder.held_until else _("sans fin")),
    ]
