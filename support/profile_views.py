"""Where a partner says how it helps its clients, and the page behind the link of a test message."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from extranet.accounts.permissions import Right, anonymous, needs
from extranet.errors import InvalidInput, Refusal, Stale
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.partners.request import HouseRequest
from support import profiles
from support.contracts import partner_here
from support.models import SupportProfile
from support.profile_forms import ProfileForm
from support.profile_links import ContactTest, read_test
from support.profile_nights import nights_of
from support.profiles import Changed, change_profile, profile_here

GONE = 410


@needs(Right.READ_SETTINGS)
@require_http_methods(["GET", "POST"])
def support_profile(request: HouseRequest) -> HttpResponse:
    """Show who answers first and who is told at night, and what follows; holders of the right change it.

    Terms: general.7
    """
    may_edit = request.person.may(Right.EDIT_SUPPORT)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    # Another instance than the page's: a form writes what was typed onto its own.
    kept, profile = profile_here(), profile_here()
    form = ProfileForm(request.POST or None, instance=profile, initial={"revision": kept.revision})
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_profile(
                revision=form.cleaned_data["revision"],
                wanted=form.wanted(),
                actor=request.person.user,
                at=timezone.now(),
            )
        except Stale as refusal:
            return stale_page(request, refusal, differences=_differences(form, profile_here()))
        except InvalidInput as refusal:
            _tell(form, refusal)
        else:
            _say(request, changed)
            return redirect("support-profile")
    context = {
        "form": form,
        "profile": kept,
        "may_edit": may_edit,
        "nights": nights_of(kept, partner=partner_here(), at=timezone.now()),
    }
    return render(request, "support/support_profile.html", context)


@needs(Right.EDIT_SUPPORT)
@require_POST
def send_contact_test(request: HouseRequest) -> HttpResponse:
    """Send the emergency contact a message to confirm.

    Terms: general.7
    """
    try:
        profile = profiles.send_contact_test(actor=request.person.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = _("Un essai part à %(email)s. Il est réussi quand le contact l’a confirmé, dans les sept jours.")
        messages.success(request, sentence % {"email": profile.contact_email})
    return redirect("support-profile")


@anonymous
@never_cache
@require_http_methods(["GET", "POST"])
def confirm_contact_test(request: HouseRequest, token: str) -> HttpResponse:
    """Show what the contact confirms; only its answer changes anything: programs that read mail follow links.

    Terms: general.7
    """
    profile = profile_here()
    test = read_test(token)
    is_open = test is not None and bool(test.sent) and test == ContactTest.of(profile)
    if is_open and request.method == "POST":
        try:
            profile = profiles.confirm_contact_test(token=token, at=timezone.now())
        except Refusal:  # replaced between the two reads
            is_open = False
    is_done = is_open and test is not None and _is_confirmed(profile, test)
    context = {"profile": profile, "is_open": is_open, "is_done": is_done}
    return render(request, "support/confirm_contact_test.html", context, status=200 if is_open else GONE)


def _is_confirmed(profile: SupportProfile, test: ContactTest) -> bool:
    return profile.contact_tested_at is not None and profile.contact_tested_at >= test.sent_at


def _say(request: HouseRequest, changed: Changed) -> None:
    """Tell what was done, and what a new contact took back."""
    if changed.is_first_line_reset:
        sentence = _(
            "Le nouveau contact n’a encore rien confirmé : l’opérateur redevient le premier contact de vos clients. "
            "Envoyez un essai, puis choisissez à nouveau."
        )
        messages.warning(request, sentence)
    elif changed.is_contact_new and changed.profile.contact_email:
        messages.success(request, _("Le contact est enregistré. Envoyez-lui un essai."))
    else:
        messages.success(request, _("Les réglages du support sont enregistrés."))


def _tell(form: ProfileForm, refusal: InvalidInput) -> None:
    """Put what the service refused beside the fields it refused."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)


def _differences(form: ProfileForm, now: SupportProfile) -> list[Difference]:
    """Return the answers that differ from what is there now, as people read them."""
    found = []
    for bound in form.visible_fields():
        field = SupportProfile._meta.get_field(bound.name)
        choices = dict(getattr(field, "flatchoices", []) or [])
        yours, theirs = form.cleaned_data[bound.name], getattr(now, bound.name)
        if yours != theirs:
            found.append(Difference(str(bound.label), str(choices.get(yours, yours)), str(choices.get(theirs, theirs))))
    return found
