"""The notice about devices that move: what people who call from them must know.

Terms: telavox.7, bt.14, sip.4
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from extranet.partners.models import LANGUAGES


class NomadicNotice(models.Model):
    """A version of the notice. Never changed once published: another wording is another version.

    Terms: telavox.7, bt.14, sip.4
    """

    number = models.PositiveIntegerField(_("version"), primary_key=True)
    published_at = models.DateTimeField(_("publiée le"))
    published_by_name = models.CharField(_("publiée par"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("avis d’usage nomade")
        verbose_name_plural = _("avis d’usage nomade")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class NoticeText(models.Model):
    """The text of a version in one language. `sha256`: of the text in UTF-8, as whoever acknowledges it keeps it."""

    notice = models.ForeignKey(NomadicNotice, models.PROTECT, related_name="texts", verbose_name=_("version"))
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES)
    text = models.TextField(_("texte"))
    sha256 = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("texte de l’avis")
        verbose_name_plural = _("textes de l’avis")
        ordering: ClassVar = ["notice", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "language"], name="notice_text_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.language}"
