"""The notice about devices that move: read by everybody, published by the operator's administrators.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from emergency.registry.models import NomadicNotice, NoticeText
from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, Stale
from extranet.partners.models import LANGUAGES

LONGEST: Final = 6000
# Any number that no other advisory lock of the house uses.
_PUBLISHING: Final = 7_140_402


def newest_notice() -> NomadicNotice:
    """Return the version that is asked for now. Raises NomadicNotice.DoesNotExist: migrations write the first one."""
    return NomadicNotice.objects.order_by("-number")[:1].get()


def text_of(number: int, language: str) -> NoticeText:
    """Return the exact text of a version in a language. Raises NoticeText.DoesNotExist."""
    return NoticeText.objects.get(notice_id=number, language=language)


def texts_of(number: int) -> dict[str, str]:
    """Return the texts of a version by language."""
    return dict(NoticeText.objects.filter(notice_id=number).values_list("language", "text"))


def checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts as they would be kept: line ends of one kind, nothing around. Raises InvalidInput.

    Everybody reads their own language: all four are due.
    """
    kept = {code: "\n".join(texts.get(code, "").strip().splitlines()) for code, _name in LANGUAGES}
    fields = {}
    for code, name in LANGUAGES:
        if not kept[code]:
            fields[f"text_{code}"] = _("Écrivez cet avis en %(language)s : chacun lit sa langue.") % {"language": name}
        elif len(kept[code]) > LONGEST:
            sentence = _("Cet avis est trop long : %(most)s signes au plus, sinon personne ne le lit.")
            fields[f"text_{code}"] = sentence % {"most": LONGEST}
    if fields:
        raise InvalidInput(_("L’avis n’est pas publié."), code="notice_refused", fields=fields)
    return kept


@transaction.atomic
def publish_notice(*, texts: Mapping[str, str], after: int, actor: User, at: datetime) -> NomadicNotice:
    """Publish a version in all four languages. `after`: the version that the page showed as the newest.

    The same texts again change nothing: the newest version is returned, so that a double click is harmless.
    Raises InvalidInput, Stale when another version came meanwhile.

    Terms: telavox.7, bt.14, sip.4
    """
    kept = checked_texts(texts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISHING])
    newest = newest_notice()
    if texts_of(newest.pk) == kept:
        return newest
    if newest.pk != after:
        sentence = _("La version %(number)s a été publiée entre-temps. Relisez-la, puis recommencez.")
        raise Stale(sentence % {"number": newest.pk}, code="notice_changed")
    notice = NomadicNotice.objects.create(number=newest.pk + 1, published_at=at, published_by_name=actor.name)
    rows = [
        NoticeText(notice=notice, language=code, text=text, sha256=sha256(text.encode()).hexdigest())
        for code, text in kept.items()
    ]
    NoticeText.objects.bulk_create(rows)
    facts = {row.language: row.sha256 for row in rows}
    audit.record(actor=actor, act="notice.published", target=notice, at=at, changes=facts)
    return notice
