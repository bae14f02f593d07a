"""The message that tries a partner's emergency contact. The outbox makes it once the act has committed.

Terms: general.7
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.partners.models import Partner
from extranet.tenancy.context import current_schema
from support.profile_links import ContactTest, read_test
from support.profiles import profile_here


@delivers("support.mail_contact_test")
def mail_contact_test(token: str) -> None:
    """Ask the contact, in its language, to confirm; nothing when another contact or message replaced it meanwhile."""
    profile = profile_here()
    if read_test(token) != ContactTest.of(profile):
        return
    partner = Partner.objects.get(schema_name=current_schema())
    path = reverse("confirm-contact-test", urlconf=settings.ROOT_URLCONF, kwargs={"token": token})
    with override(profile.contact_language):
        facts = {"profile": profile, "partner": partner, "url": absolute(path, partner=partner)}
        send(
            to=profile.contact_email,
            subject=_("Essai du contact d’urgence de %(partner)s : confirmez") % {"partner": partner.display_name},
            body=render_to_string("support/mail/contact_test.txt", facts).strip(),
            language=profile.contact_language,
            partner=partner,
        )
