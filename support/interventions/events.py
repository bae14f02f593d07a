"""What work billed by time leaves in the record of its ticket: names of the events, and their words.

What staff or whoever pays wrote is a message beside its event: a text that a law takes out leaves no word in the facts.

Terms: general.3, general.6, general.7
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.look import formats
from extranet.look.parts import Text
from support.models import Entry, Intervention

PROPOSED: Final = "work_proposed"
DECIDED: Final = "work_decided"
ANNOUNCED: Final = "work_announced"
PRICED: Final = "work_priced"
NOTED: Final = "work_noted"
CONTESTED: Final = "work_contested"
SETTLED: Final = "work_settled"
WITHDRAWN: Final = "work_withdrawn"

_TITLES: Final[Mapping[str, Text]] = {
    PROPOSED: gettext_lazy("Travail facturé au temps proposé : %(ground)s"),
    DECIDED: gettext_lazy("Travail au temps, décidé : %(decision)s"),
    ANNOUNCED: gettext_lazy("Travail hors du service annoncé à qui le paie"),
    PRICED: gettext_lazy("Travail facturé au temps annoncé : %(ground)s"),
    NOTED: gettext_lazy("Travail au temps noté : %(minutes)s minutes, le %(day)s"),
    CONTESTED: gettext_lazy("Travail au temps contesté"),
    SETTLED: gettext_lazy("Contestation tranchée : %(decision)s"),
    WITHDRAWN: gettext_lazy("Travail au temps retiré avant d’être fait"),
}
EVENTS: Final = frozenset(_TITLES)


def title_of(entry: Entry) -> str:
    """Return an event in words, in the reader's language.

    Terms: general.3, general.6
    """
    facts = entry.facts
    day = facts.get("worked_on")
    names = {
        "ground": dict(Intervention.Ground.choices).get(facts.get("ground", ""), ""),
        "decision": dict(Intervention.Decision.choices).get(facts.get("decision", ""), ""),
        "minutes": facts.get("minutes", ""),
        "day": formats.day(date.fromisoformat(day)) if day else "",
    }
    return str(_TITLES[entry.event]) % names


def announced_in(ground: str, rate: str, increment_minutes: int) -> str:
    """Return the sentence by which work is announced: how it will be counted, and at what price.

    Terms: general.3, general.6
    """
    counted = _("Ce travail sera facturé au temps passé, par tranche commencée de %(minutes)s minutes.") % {
        "minutes": increment_minutes
    }
    cost = (
        _("Prix d’une heure aujourd’hui : %(rate)s, HTVA ; c’est le prix du jour du travail qui compte.")
        % {"rate": rate}
        if rate
        else _("Aucun prix d’heure n’est dans la liste de prix d’aujourd’hui : demandez-le avant le travail.")
    )
    clause = "general.3" if ground == Intervention.Ground.UNTRAINED_INSTALLER else "general.6"
    return f"{counted} {cost} ({clause})"
