"""The answers of the admin: for each model who may see, add and change, on which floor.

Three letters, one a role of staff: support, finance, administrator. Y may, N may not (403). Nothing is ever
deleted. On the floor where a model does not stand, everything of it is 404. Nobody else gets past the sign-in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from billing.ledger.models import Discount, Reading
from emergency.registry.models import Address, PostalPlace, ReconfirmationPace, Registration, Street
from extranet.accounts.models import ApiToken, Invitation, Membership
from extranet.audit.models import AuditEvent
from extranet.boot.places import ROOT
from extranet.catalogue.models import PriceList, Product
from extranet.numbering.models import Holding
from extranet.orderbook.models import Entry
from extranet.ordering.models import Subscription
from extranet.outbox.models import Message
from extranet.partners.models import Partner, PlatformAccount, Training
from extranet.terms.models import TermsText, TermsVersion
from support.desk.models import Aim, CalendarVersion, PagingAlarm, PagingChain, QueueEntry
from tests.cast import ALICE, ALPHA, BOB
from tests.routes.asking import NEW_PACE, question_of
from tests.routes.bills import NEW_DISCOUNT, NEW_READING, NEW_RUN, RUN
from tests.routes.desk import (
    CALLED,
    CLOSING,
    INCIDENT,
    NEW_AIMS,
    NEW_INCIDENT,
    NEW_REPLY,
    NEW_VIEW,
    NOTE,
    REPLY,
    SAME_INCIDENT,
    VIEW,
    WAITING,
    WORKED,
)
from tests.routes.expected import FACTS
from tests.routes.installers import NEW_TRAINING, WITHDRAWN
from tests.routes.messages import TRANSMISSION
from tests.routes.night import (
    DRILL,
    NEW_CHAIN,
    NEW_NOTE,
    NEW_OUTSIDE,
    NEW_OVERRIDE,
    NEW_ROTA,
    NEW_WAY,
    OUTSIDE,
    OVERRIDE,
    PAGE,
    SWAP,
    WAY,
)
from tests.routes.sites import device_of, site_of
from tests.routes.works import WORK, work_of
from tests.routes.world import PRICES, Owner, World

NOBODY: Final = "NNN"
EVERYBODY: Final = "YYY"
Form = Mapping[str, Any]


@dataclass(frozen=True)
class Face:
    """The pages of one model. `of` names one object, seen from the floor where the model stands."""

    of: Callable[[World, Owner], object]
    is_under_mount: bool = False
    view: str = EVERYBODY
    add: str = NOBODY
    change: str = NOBODY
    added: Form | Callable[[World], Form] | None = None
    # What adding answers is shown at once, and never again: no redirect.
    shows_added: bool = False
    changed: Form | None = None

    def added_in(self, world: World) -> Form | None:
        """Return the form that adds one, made from what stands in the database where it names an object."""
        return self.added(world) if callable(self.added) else self.added


@dataclass(frozen=True)
class Page:
    """A page of the admin that is not a model's: GET and POST on the operator's host, then under a mount."""

    get: str
    post: str
    path: str
    posted: Form | None = None


def _names(prefix: str) -> dict[str, str]:
    return {f"{prefix}_{language}": f"{prefix} {language}" for language in ("fr", "nl", "de", "en")}


PRODUCT: Final = {**_names("name"), **_names("unit"), "position": "9"}
BRANDING: Final = {
    "display_name": "Alpha",
    "brand_colour": "#102030",
    "support_email": "aide@alpha.example",
    "support_phone": "02 199 01 00",
    "language": "fr",
    "domains-TOTAL_FORMS": "0",
    "domains-INITIAL_FORMS": "0",
}
ADDRESS: Final = {
    "email": "alice.aerts@alpha.example",
    "shown": ALICE.email,
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
}
NEW_STAFF: Final = {"email": "nina@public.example", "name": "Nina Noël", "role": "staff_support", "language": "nl"}
NEW_TERMS: Final = {
    "language": "fr",
    "valid_from": "2099-01-01",
    "source_name": "terms.fr.md",
    "document": (ROOT / "extranet" / "terms" / "demo" / "terms-2026-10.fr.md").read_text(encoding="utf-8"),
}


def new_block(world: World) -> dict[str, Any]:
    """Post a block as confirmed, for the subscription that holds the world's block of Alpha's."""
    return {
        "holding": uuid4(),
        "subscription": Holding.objects.values_list("subscription_id", flat=True).get(pk=world.blocks["own"]),
        "first": "067 12 34 00",
        "last": "99",
        "day": "2026-11-02",
        "time": "08:30",
        "confirmed": "1",
    }


def new_token(_world: World) -> dict[str, Any]:
    """Post a key for platforms."""
    return {"token_id": uuid4(), "name": "Plateforme", "scopes": ["platforms.snapshots"], "expires_on": "2099-01-01"}


PLACE: Final = {
    "postal_code": "1480",
    "nis_code": "25105",
    "name_fr": "Tubize",
    "name_nl": "Tubeke",
    "name_de": "",
    "regime": "fr",
}
STREET: Final = {"postal_code": "1000", "name_fr": "Rue Haute", "name_nl": "Hoogstraat", "name_de": ""}
NEW_CALENDAR: Final = {
    "note": "essai",
    "shown": "1",
    "publish": "1",
    "weekday-0": "08:30-12:00",
    "days-TOTAL_FORMS": "0",
    "days-INITIAL_FORMS": "0",
}

NO_ENTRY: Final = {"entry": str(UUID(int=1))}
# Under two names: neither links nor merges a ticket with itself.
ITSELF: Final = dict.fromkeys(("other", "into"), WORKED.rsplit("/", maxsplit=1)[1])
FACES: Final[Mapping[str, Face]] = {
    # ---------- Back office: the operator's own host ----------
    "desk_aim": Face(of=lambda _world, _owner: Aim.objects.earliest("number").pk),
    "desk_calendarversion": Face(of=lambda _world, _owner: CalendarVersion.objects.earliest("number").pk),
    "catalogue_product": Face(
        of=lambda _world, _owner: Product.objects.get(code="bt-user").pk,
        add="NYY",
        change="NYY",
        added={**PRODUCT, "code": "bt-new", "family": "bt"},
        changed=PRODUCT,
    ),
    "catalogue_pricelist": Face(
        of=lambda _world, _owner: PriceList.objects.earliest("number").pk,
        add="NYY",
        added={"valid_from": "2099-01-01", **PRICES},
    ),
    "desk_page": Face(of=lambda _world, _owner: PAGE),
    "desk_pagingchain": Face(of=lambda _world, _owner: PagingChain.objects.earliest("number").pk),
    "desk_drill": Face(of=lambda _world, _owner: DRILL),
    "desk_outsidecontact": Face(of=lambda _world, _owner: OUTSIDE, add="NNY", added=NEW_OUTSIDE),
    "desk_pagingalarm": Face(of=lambda _world, _owner: PagingAlarm.objects.earliest("pk").pk),
    "desk_incident": Face(
        of=lambda _world, _owner: INCIDENT, add="YNY", change="YNY", added=NEW_INCIDENT, changed=SAME_INCIDENT
    ),
    "desk_deskreply": Face(
        of=lambda _world, _owner: REPLY, add="YNY", change="YNY", added=NEW_REPLY, changed=NEW_REPLY
    ),
    "desk_queueentry": Face(of=lambda _world, _owner: QueueEntry.objects.earliest("pk").pk),
    "terms_termsversion": Face(of=lambda _world, _owner: TermsVersion.objects.earliest("pk").pk),
    "terms_termstext": Face(of=lambda _world, _owner: TermsText.objects.earliest("pk").pk),
    "terms_acceptance": Face(of=lambda world, owner: world.acceptances[owner.name]),
    "orderbook_entry": Face(of=lambda _world, _owner: Entry.objects.earliest("pk").pk),
    "registry_nomadicnotice": Face(of=lambda _world, _owner: 1),
    "numbering_holding": Face(of=lambda world, owner: world.blocks[owner.name]),
    "numbering_portin": Face(of=lambda world, owner: world.port_ins[owner.name]),
    "registry_registration": Face(of=lambda _world, _owner: Registration.objects.earliest("declared_at").pk),
    "ledger_billingrun": Face(of=lambda _world, _owner: RUN, add="NYY", added=NEW_RUN),
    "ledger_invoice": Face(of=lambda world, owner: world.invoices[owner.name]),
    "ledger_discount": Face(
        of=lambda _world, _owner: Discount.objects.earliest("pk").pk, add="NYY", added=NEW_DISCOUNT
    ),
    "ledger_reading": Face(of=lambda _world, _owner: Reading.objects.earliest("pk").pk, add="NYY", added=NEW_READING),
    "registry_overdueaddress": Face(of=lambda _world, owner: question_of(owner.client_id)),
    "registry_reconfirmationpace": Face(of=lambda _world, _owner: ReconfirmationPace.objects.earliest("number").pk),
    "registry_postalplace": Face(
        of=lambda _world, _owner: PostalPlace.objects.earliest("pk").pk,
        add="YNY",
        change="YNY",
        added={**PLACE, "name_fr": "Hameau neuf"},
        changed=PLACE,
    ),
    "registry_street": Face(
        of=lambda _world, _owner: Street.objects.earliest("pk").pk,
        add="YNY",
        change="YNY",
        added=STREET,
        changed=STREET,
    ),
    "registry_transmission": Face(of=lambda _world, _owner: TRANSMISSION),
    "registry_review": Face(of=lambda world, owner: world.reviews[owner.name]),
    "registry_address": Face(of=lambda _world, _owner: Address.objects.earliest("created_at").pk),
    "accounts_user": Face(of=lambda _world, _owner: ALICE.id, change="NNY", changed=ADDRESS),
    "accounts_membership": Face(of=lambda _world, _owner: Membership.objects.get(user_id=BOB.id).pk),
    "accounts_invitation": Face(
        of=lambda _world, _owner: Invitation.objects.earliest("created_at").pk, add="NNY", added=NEW_STAFF
    ),
    "accounts_apitoken": Face(
        of=lambda _world, _owner: ApiToken.objects.earliest("created_at").pk,
        view="NNY",
        add="NNY",
        added=new_token,
        shows_added=True,
    ),
    "audit_auditevent": Face(of=lambda _world, _owner: AuditEvent.objects.earliest("pk").pk),
    "outbox_message": Face(of=lambda _world, _owner: Message.objects.earliest("pk").pk),
    "partners_partner": Face(
        of=lambda _world, _owner: Partner.objects.get(schema_name=ALPHA).pk, change="NNY", changed=BRANDING
    ),
    "partners_platformaccount": Face(of=lambda _world, _owner: PlatformAccount.objects.earliest("account").pk),
    "partners_training": Face(
        of=lambda _world, _owner: Training.objects.earliest("pk").pk,
        add="YNY",
        change="YNY",
        added=NEW_TRAINING,
        changed=WITHDRAWN,
    ),
    # ---------- Front office: under a mount ----------
    "clients_client": Face(of=lambda _world, owner: owner.client_id, is_under_mount=True, change="YNY", changed=FACTS),
    "clients_site": Face(of=lambda _world, owner: site_of(owner.client_id), is_under_mount=True),
    "clients_device": Face(of=lambda _world, owner: device_of(owner.client_id), is_under_mount=True),
    "ordering_order": Face(of=lambda world, owner: world.order(owner, "placed", None), is_under_mount=True),
    "ordering_subscription": Face(
        of=lambda _world, owner: Subscription.objects.filter(client_id=owner.client_id).earliest("pk").pk,
        is_under_mount=True,
    ),
    "support_clarification": Face(of=lambda world, owner: world.doubts[owner.name], is_under_mount=True),
    "support_intervention": Face(of=lambda _world, owner: work_of(owner.client_id), is_under_mount=True),
    "support_ticket": Face(of=lambda world, owner: world.tickets[owner.name], is_under_mount=True),
    "platforms_account": Face(
        of=lambda _world, owner: Subscription.objects.filter(client_id=owner.client_id).earliest("pk").pk,
        is_under_mount=True,
        change="YNY",
        changed={"account": "BT-9999"},
    ),
    "numbering_block": Face(
        of=lambda world, owner: world.blocks[owner.name], is_under_mount=True, add="YNY", added=new_block
    ),
}

PAGES: Final[Mapping[str, Page]] = {
    "index": Page("YYY YYY", "FFF FFF", ""),
    "login": Page("YYY YYY", "YYY YYY", "login/"),
    "logout": Page("YYY YYY", "YYY YYY", "logout/"),
    "password_change": Page("YYY YYY", "YYY YYY", "password_change/"),
    "password_change_done": Page("YYY YYY", "YYY YYY", "password_change/done/"),
    "jsi18n": Page("YYY YYY", "MMM MMM", "jsi18n/"),
    "app_list": Page("YYY HHH", "FFF HHH", "terms/"),
    "publish-aims": Page("NNY HHH", "NNY HHH", "desk/aims/publish/", posted=NEW_AIMS),
    "publish-calendar": Page("NNY HHH", "NNY HHH", "desk/calendar/publish/", posted=NEW_CALENDAR),
    "desk-figures": Page("YYY HHH", "MMM HHH", "desk/figures/"),
    "export-desk-figures": Page("YYY HHH", "MMM HHH", "desk/figures/volumes/export/"),
    "rota": Page("YYY HHH", "MMM HHH", "desk/rota/"),
    "publish-rota": Page("NNY HHH", "NNY HHH", "desk/rota/publish/", posted=NEW_ROTA),
    "take-watch": Page("YYY HHH", "FFY HHH", "desk/rota/take/", posted=NEW_OVERRIDE),
    "cancel-override": Page("YYY HHH", "YYY HHH", f"desk/rota/overrides/{OVERRIDE}/cancel/"),
    "contact-ways": Page("YYY HHH", "YYY HHH", "desk/ways/", posted=NEW_WAY),
    "try-way": Page("MMM HHH", "YHH HHH", f"desk/ways/{WAY}/try/"),
    "ask-swap": Page("YYY HHH", "FFF HHH", "desk/rota/swaps/ask/"),
    "accept-swap": Page("MMM HHH", "NNY HHH", f"desk/rota/swaps/{SWAP}/accept/"),
    "refuse-swap": Page("MMM HHH", "NNY HHH", f"desk/rota/swaps/{SWAP}/refuse/"),
    "withdraw-swap": Page("MMM HHH", "YNN HHH", f"desk/rota/swaps/{SWAP}/withdraw/"),
    "handover-note": Page("MMM HHH", "YYY HHH", "desk/rota/note/", posted=NEW_NOTE),
    "rota-feeds": Page("YYY HHH", "YYY HHH", "desk/rota/feeds/"),
    "publish-chain": Page("NNY HHH", "NNY HHH", "desk/chain/publish/", posted=NEW_CHAIN),
    "page-report": Page("YYY HHH", "MMM HHH", "desk/pages/report/"),
    "remove-outside": Page("NNM HHH", "NNY HHH", f"desk/outside/{OUTSIDE}/remove/"),
    "acknowledge-page": Page("MNM HHH", "YNY HHH", f"desk/pages/{PAGE}/acknowledge/"),
    "publish-terms": Page("NNY HHH", "NNY HHH", "terms/publish/", posted=NEW_TERMS),
    "list-behind": Page("YYY HHH", "MMM HHH", "terms/behind/"),
    "publish-nomadic-notice": Page("NNY HHH", "NNF HHH", "registry/notice/publish/"),
    "publish-pace": Page("NNY HHH", "NNY HHH", "registry/pace/publish/", posted=NEW_PACE),
    "lookup": Page("YYY HHH", "MMM HHH", "registry/lookup/"),
    "decide-transmission": Page("YNY HHH", "FNF HHH", f"registry/transmissions/{TRANSMISSION}/decide/"),
    "print-registry": Page("YNY HHH", "MNM HHH", "registry/print/"),
    "download-registry": Page("MNM HHH", "YNY HHH", "registry/print/download/"),
    "review-run": Page("NMM HHH", "NYY HHH", f"ledger/runs/{RUN}/review/"),
    "approve-run": Page("NMM HHH", "NYY HHH", f"ledger/runs/{RUN}/approve/"),
    "cancel-run": Page("NYY HHH", "NFF HHH", f"ledger/runs/{RUN}/cancel/"),
    "recollect-partner": Page("NYY HHH", "NYY HHH", f"ledger/runs/{RUN}/partners/{ALPHA}/"),
    "export-behind": Page("YYY HHH", "MMM HHH", "terms/behind/export/"),
    "open-ticket-for": Page("HHH YNY", "HHH YNY", "support/ticket/open-for/", posted=CALLED),
    "work-ticket": Page("HHH YYY", "HHH MMM", f"{WORKED}/work/"),
    "answer-ticket": Page("HHH MMM", "HHH YNY", f"{WORKED}/answer/", posted=NOTE),
    "acknowledge-ticket": Page("HHH MMM", "HHH YNY", f"{WORKED}/acknowledge/"),
    "note-answer": Page(
        "HHH MMM", "HHH YNY", f"{WORKED.replace('/ticket/', '/clarification/')}/note-answer/", posted=NO_ENTRY
    ),
    # No such entry: who may blank is told so, the others that they may not.
    "blank-entry": Page("HHH NNH", "HHH NNH", f"{WORKED}/blank/{UUID(int=1)}/"),
    "propose-work": Page("HHH YNY", "HHH FNF", f"{WORKED.replace('/ticket/', '/intervention/propose/')}/"),
    "act-on-work": Page("HHH YNY", "HHH FNF", f"{WORK}/act/withdraw/"),
    "move-ticket": Page("HHH MMM", "HHH YNY", f"{WORKED}/move/", posted=CLOSING),
    "hand-back-ticket": Page(
        "HHH YNY", "HHH YNY", f"{WORKED}/hand-back/", posted={"reason": "À vous.", "revision": "1"}
    ),
    "downgrade-ticket": Page("HHH YNY", "HHH YNY", f"{WORKED}/downgrade/", posted={"reason": "Non.", "revision": "1"}),
    "assign-ticket": Page("HHH MMM", "HHH YNY", f"{WORKED}/assign/", posted={"agent": "me"}),
    "tag-ticket": Page("HHH MMM", "HHH YNY", f"{WORKED}/tag/", posted={"tags": "fibre"}),
    "join-incident": Page("HHH MMM", "HHH YNY", f"{WORKED}/incident/"),
    "wait-ticket": Page("HHH MMM", "HHH YNY", f"{WORKED}/wait/", posted=WAITING),
    "link-ticket": Page("HHH MMM", "HHH YNY", f"{WORKED}/link/", posted={"other": "T-2000-1"}),
    "unlink-ticket": Page("HHH MMM", "HHH YNY", f"{WORKED}/unlink/", posted=ITSELF),
    "merge-ticket": Page("HHH YNY", "HHH YNY", f"{WORKED}/merge/", posted=ITSELF),
    "ticket-presence": Page("HHH MMM", "HHH FFF", f"{WORKED}/presence/"),
    "save-desk-view": Page("MMM HHH", "YYY HHH", "desk/queue/views/save/", posted=NEW_VIEW),
    "remove-desk-view": Page("MMM HHH", "YYY HHH", f"desk/queue/views/{VIEW}/remove/"),
    "publish-incident": Page("MNM HHH", "YNY HHH", f"desk/incidents/{INCIDENT}/publish/"),
    "tell-incident": Page("YNY HHH", "FNF HHH", f"desk/incidents/{INCIDENT}/tell/"),
    "admin/(?P<url>.*)$": Page("HHH HHH", "HHH HHH", "nothing/here/"),
}


def admin_names() -> set[str]:
    """Return the names of all routes of the admin that are written down here."""
    names = {f"admin:{name}" for name in PAGES}
    for model in FACES:
        path = model.replace("_", "/", 1)
        names.add(f"admin:admin/{path}/<path:object_id>/")
        names |= {f"admin:{model}_{act}" for act in ("changelist", "add", "change", "delete", "history")}
    return names
