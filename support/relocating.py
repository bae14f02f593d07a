"""Whether somebody writes of a move: pure, in the four languages of the house.

Terms: general.7
"""

import re
import unicodedata
from typing import Final

# What is moved when nobody moves house: the words stand within three words of the verb.
_THINGS: Final = (
    r"tickets?|tiquets?|demandes?|conversations?|discussions?|e-?mails?|mails?|courriels?|fichiers?|donnees"
    r"|serveurs?|servers?|cloud|files?|data|gesprek(?:ken)?|aanvra(?:ag|gen)|bestand(?:en)?|gegevens|anfragen?"
    r"|gesprach[e]?|dateien?|daten|requests?|calls?|appels?|oproep(?:en)?|anrufe?|mailbox|boite"
)
_NOT_A_THING: Final = rf"(?!(?:\W+\w+){{0,2}}?\W+(?:{_THINGS})\b)"
# An address on paper, not one of machines.
_POSTAL: Final = r"(?!\W+(?:e-?mail|mail|courriel|electronique|ip|mac|sip|web|url|book|list)\b)"
_ROOMS_EN: Final = r"(?:offices?|premises|building|address|site|location|headquarters|house)"
_MENTIONS: Final = (
    # French
    rf"\bdemenag\w*+{_NOT_A_THING}",
    rf"\bnouvelles? adresses?\b{_POSTAL}",
    rf"\bchange\w* d'adresse\b{_POSTAL}",
    r"\bnouveaux? (?:bureaux?|locaux|siege|batiment)\b",
    # Dutch
    rf"\bverhui[sz]\w*+{_NOT_A_THING}",
    rf"\bnieuwe? adres(?:sen)?\b{_POSTAL}",
    r"\badres(?:wijziging|verandering)\w*",
    r"\bnieuwe? (?:kantoor|kantoren|kantoorgebouw|gebouw|vestiging|hoofdzetel)\b",
    # German
    rf"\bumzug\w*+{_NOT_A_THING}",
    rf"\b(?:umzieh\w*+|umzuziehen|umgezogen)\b{_NOT_A_THING}",
    r"\bzieh(?:e|en|t)\b(?:[^.!?\n]|(?<=\d)\.){0,60}\bum\b(?!\W+\w+\W+uhr)",
    rf"\bneuen? (?:adresse|anschrift)\b{_POSTAL}",
    r"\badress(?:anderung|aenderung|wechsel)\w*",
    r"\bneue[ns]? (?:buros?|bueros?|buroraume|bueroraeume|gebaude|gebaeude|geschaftsraume)\b",
    r"\bstandortwechsel\b",
    # English
    rf"\bmov(?:e|es|ed|ing) (?:in)?to (?:\w+ ){{0,3}}?{_ROOMS_EN}\b{_POSTAL}",
    r"\bmov(?:e|es|ed|ing) (?:our |the |my )?(?:offices?|premises|headquarters|house)\b",
    r"\b(?:office|company) (?:move|relocation)\b",
    rf"\bnew addresse?s?\b{_POSTAL}",
    r"\bnew (?:offices?|premises|headquarters|building)\b(?! (?:phones?|numbers?|365|hours)\b)",
    rf"\bchang\w* (?:of |our |the |my )?address\b{_POSTAL}",
    rf"\brelocat\w*+{_NOT_A_THING}",
)
_ANY: Final = re.compile("|".join(_MENTIONS))
_QUOTED: Final = re.compile(r"^\s*>.*$", re.MULTILINE)


def mentions_move(text: str) -> bool:
    """Return whether a text says that people or devices move to another address, whatever case and accents.

    Quoted lines do not count: what somebody answers to was read before.

    Terms: general.7
    Reading: a ticket never changes the registry of addresses, so whoever writes of a move is shown the form that
    does. Too many times is a line too much on a page; too seldom is an ambulance at the old door. Yet to move a
    ticket, a call or a mailbox is no move.
    """
    return _ANY.search(_plain(_QUOTED.sub("", text))) is not None


def _plain(text: str) -> str:
    """Return a text in small letters without accents, apostrophes straight and space single."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("‘", "'"))
    letters = "".join(one for one in apart if not unicodedata.combining(one))
    return re.sub(r"[^\S\n]+", " ", letters).replace("\n", " \n ")
