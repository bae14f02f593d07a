"""The sentences of an act, in the language of its texts whatever language is under way."""

from collections.abc import Sequence

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.look.formats import LOCALES
from extranet.terms.models import TermsText


def acceptance_statement(organisation_name: str, texts: Sequence[TermsText]) -> str:
    """Return the sentence a person accepts: beside the box they tick, and in the evidence.

    `texts`: all in one language, at least one.

    Terms: general.1
    """
    with override(texts[0].language):
        return _("J’ai lu et j’accepte, au nom de %(organisation)s, les textes suivants : %(texts)s.") % {
            "organisation": organisation_name,
            "texts": named(texts),
        }


def acknowledgement_statement(organisation_name: str, texts: Sequence[TermsText]) -> str:
    """Return the sentence of a client's administrator whose partner ordered.

    Terms: general.1
    """
    with override(texts[0].language):
        return _("J’ai lu, au nom de %(organisation)s, les textes suivants : %(texts)s.") % {
            "organisation": organisation_name,
            "texts": named(texts),
        }


def named(texts: Sequence[TermsText]) -> str:
    """Return texts by name and version: "Conditions générales v4, SIP Trunking v3"."""
    return format_list([str(text.version) for text in texts], locale=LOCALES[texts[0].language])
