"""How a partner helps its own clients: who answers first, and whom the house tells at night.

A contact is proved by a message that its reader confirms: an address nobody reads would lose a critical problem.

Terms: general.7
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.numbering.characters import digits_of
from extranet.numbering.errors import NumberRefused
from extranet.outbox import services as outbox
from support.models import SupportProfile
from support.profile_links import ContactTest, read_test, sign_test
from support.rules import FirstLine

# What the reader of the test message confirms; another of these is another contact.
CONTACT: Final = ("contact_name", "contact_email", "contact_phone")
# A button that sends mail to any address typed must not send it over and over.
BETWEEN_TESTS: Final = timedelta(minutes=2)
AIMS: Final = ("answer_aim_minutes", "solution_aim_minutes")
NOT_ASKED: Final = frozenset({"contact_test_sent_at", "contact_tested_at", "revision", *AIMS})
# A year of minutes: beyond it an aim says nothing.
LONGEST_AIM_MINUTES: Final = 525_600
SHORTEST_PHONE, LONGEST_PHONE = 9, 16


@dataclass(frozen=True)
class Wanted:
    """What the partner's administrator wants. The contact's three facts go together: all, or none.

    `*_aim_minutes`: what the partner aims at towards its clients, in minutes of its clock; None: it sets none.
    """

    first_line: str
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_language: str = "fr"
    answer_aim_minutes: int | None = None
    solution_aim_minutes: int | None = None


@dataclass(frozen=True)
class Changed:
    """What became of the wish. `is_first_line_reset`: the new contact is not tested, so the operator answers again."""

    profile: SupportProfile
    fields: tuple[str, ...] = field(default=())
    is_contact_new: bool = False
    is_first_line_reset: bool = False


def profile_here() -> SupportProfile:
    """Return the profile of the partner in whose schema we stand; what holds before anybody chose is unsaved."""
    return SupportProfile.objects.filter(pk=1).first() or SupportProfile(pk=1)


@transaction.atomic
def change_profile(*, revision: int, wanted: Wanted, actor: User, at: datetime) -> Changed:
    """Change who answers first and who is told at night.

    Another contact has confirmed nothing yet: its test is taken back, and the operator is first line until it has.
    Raises Stale when the page showed another revision, InvalidInput.

    Terms: general.7
    Reading: a partner without a tested contact cannot be first line.
    """
    profile = _locked()
    if profile.revision != revision:
        sentence = _("Les réglages du support ont changé depuis que vous avez ouvert la page : relisez-les.")
        raise Stale(sentence, code="profile_changed")
    values = _written(wanted)
    is_contact_new = any(getattr(profile, name) != values[name] for name in CONTACT)
    is_reset = is_contact_new and profile.first_line == values["first_line"] == FirstLine.PARTNER
    if is_contact_new:
        values |= {"contact_test_sent_at": None, "contact_tested_at": None}
    if is_reset:
        values["first_line"] = FirstLine.OPERATOR
    elif values["first_line"] == FirstLine.PARTNER and (is_contact_new or not profile.is_contact_tested):
        raise _untested()
    changes = {name: [getattr(profile, name), new] for name, new in values.items() if getattr(profile, name) != new}
    if not changes:
        return Changed(profile)
    for name, (_before, new) in changes.items():
        setattr(profile, name, new)
    profile.revision += 1
    profile.save(update_fields=(*changes, "revision"))
    audit.record(actor=actor, act="support.profile_changed", target=profile, at=at, changes=changes)
    return Changed(profile, tuple(changes), is_contact_new=is_contact_new, is_first_line_reset=is_reset)


@transaction.atomic
def send_contact_test(*, actor: User, at: datetime) -> SupportProfile:
    """Send the emergency contact a message to confirm; links sent before stop working.

    Raises InvalidInput without a contact, IllegalMove when one has just left.

    Terms: general.7
    """
    profile = _locked()
    if not profile.contact_email:
        sentence = _("Enregistrez d’abord un contact d’urgence : nom, e-mail et téléphone.")
        raise InvalidInput(sentence, code="contact_missing", fields={"contact_email": sentence})
    if profile.contact_test_sent_at is not None and at < profile.contact_test_sent_at + BETWEEN_TESTS:
        sentence = _("Un essai vient de partir. Attendez deux minutes avant d’en envoyer un autre.")
        raise IllegalMove(sentence, code="contact_test_just_sent")
    profile.contact_test_sent_at = at
    profile.save(update_fields=("contact_test_sent_at",))
    facts = {"email": profile.contact_email, "phone": profile.contact_phone}
    audit.record(actor=actor, act="support.contact_test_sent", target=profile, at=at, changes=facts)
    outbox.enqueue("support.mail_contact_test", sign_test(ContactTest.of(profile)))
    return profile


@transaction.atomic
def confirm_contact_test(*, token: str, at: datetime) -> SupportProfile:
    """Note that the emergency contact reads its messages. Safe to repeat: the first answer counts.

    Whoever has the link reads the contact's mail; no sign-in is asked. Raises IllegalMove for a link that is not
    ours, too old, or of another contact or an earlier message.

    Terms: general.7
    """
    profile = _locked()
    test = read_test(token)
    if test is None or not test.sent or test != ContactTest.of(profile):
        raise IllegalMove(_("Ce lien ne sert plus. Demandez un nouvel essai."), code="contact_test_closed")
    if profile.contact_tested_at is not None and profile.contact_tested_at >= test.sent_at:
        return profile
    profile.contact_tested_at = at
    profile.save(update_fields=("contact_tested_at",))
    facts = {"email": profile.contact_email, "phone": profile.contact_phone}
    audit.record(actor=None, act="support.contact_test_confirmed", target=profile, at=at, changes=facts)
    return profile


def _locked() -> SupportProfile:
    """Return the partner's one row, locked; it is written when first asked for."""
    SupportProfile.objects.bulk_create([SupportProfile(pk=1)], ignore_conflicts=True)
    return SupportProfile.objects.select_for_update().get(pk=1)


def _written(wanted: Wanted) -> dict[str, object]:
    """Return the wish as columns. Raises InvalidInput."""
    aims = {name: getattr(wanted, name) for name in AIMS}
    values = {name: " ".join(str(value).split()) for name, value in asdict(wanted).items() if name not in AIMS}
    errors = _gaps(values) | _aim_faults(wanted)
    try:
        SupportProfile(pk=1, **values).clean_fields(exclude=NOT_ASKED)
    except ValidationError as error:
        errors |= {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
    if values["contact_phone"] and "contact_phone" not in errors:
        errors |= _phone_faults(values["contact_phone"])
    if errors:
        raise InvalidInput(_("Les réglages du support n’ont pas changé."), code="profile", fields=errors)
    return {**values, **aims}


def _aim_faults(wanted: Wanted) -> dict[str, str]:
    """Return what is wrong with the aims.

    Terms: general.8
    """
    faults = {}
    for name in AIMS:
        minutes = getattr(wanted, name)
        if minutes is not None and not 1 <= minutes <= LONGEST_AIM_MINUTES:
            faults[name] = _("Donnez un nombre de minutes d’au moins 1, ou laissez vide : aucun objectif.")
    answer, solution = wanted.answer_aim_minutes, wanted.solution_aim_minutes
    if answer is not None and solution is not None and answer > solution and not faults:
        faults["solution_aim_minutes"] = _("On répond avant de résoudre : donnez au moins autant de minutes ici.")
    return faults


def _gaps(values: dict[str, str]) -> dict[str, str]:
    """Return a sentence for each fact of a contact begun and not finished."""
    if not any(values[name] for name in CONTACT):
        return {}
    asked = {
        "contact_name": _("Indiquez qui est appelé, par exemple « Garde Alpha »."),
        "contact_email": _("Indiquez où part l’alerte."),
        "contact_phone": _("Indiquez le numéro que vos clients verront."),
    }
    return {name: sentence for name, sentence in asked.items() if not values[name]}


def _phone_faults(text: str) -> dict[str, str]:
    """Return what is wrong with a number to call at night. Numbers of other countries are as good as ours."""
    try:
        digits = digits_of(text)
    except NumberRefused as refusal:
        return {"contact_phone": str(refusal)}
    if digits.startswith(("0", "+")) and SHORTEST_PHONE <= len(digits) <= LONGEST_PHONE:
        return {}
    return {"contact_phone": _("Écrivez le numéro entier, avec sa zone ou son pays, par exemple +32 2 226 88 88.")}


def _untested() -> InvalidInput:
    sentence = _("Envoyez d’abord un essai à votre contact d’urgence, et choisissez ceci une fois qu’il a confirmé.")
    return InvalidInput(sentence, code="contact_not_tested", fields={"first_line": sentence})
