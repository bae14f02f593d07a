"""Reads of who was asked to read the notice, narrowed by person; stand in the partner's schema.

Terms: telavox.7, bt.14, sip.4
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from emergency.acknowledging.people import Asked
from emergency.acknowledging.rules import Standing, standing_of
from emergency.models import Acknowledgement, Campaign, EarlierLink
from emergency.registry.notices import newest_notice
from extranet.accounts.people import Person
from extranet.accounts.selectors import digest_of
from extranet.clients.models import NOMADIC, Client, Device
from extranet.clients.selectors import own_client_id, people_of, visible_clients

MOBILE = Q(kind__in=NOMADIC) | Q(is_shared_desk=True)


@dataclass(frozen=True)
class Counts:
    """How the people of a client stand. `unasked`: users of such devices nobody asked; `nameless`: devices without."""

    standings: Counter[Standing] = field(default_factory=Counter)
    unasked: int = 0
    nameless: int = 0

    @property
    def read(self) -> int:
        """How many read the newest version."""
        return self.standings[Standing.READ]

    @property
    def waiting(self) -> int:
        """How many were asked and have not read it."""
        return self.standings[Standing.WAITING] + self.standings[Standing.CLOSED]

    @property
    def again(self) -> int:
        """How many read an older version only."""
        return self.standings[Standing.AGAIN]

    @property
    def missing(self) -> int:
        """How many should have read the newest version and have not, as far as anybody knows."""
        return self.waiting + self.again + self.unasked

    @property
    def known(self) -> int:
        """How many people count at all."""
        return self.read + self.missing


@dataclass(frozen=True)
class Proposal:
    """Somebody to propose. `reasons`: their devices, or that they sign in here; `read`: the newest version read."""

    asked: Asked
    reasons: tuple[str, ...]
    read: int | None
    is_waiting: bool


def visible_acknowledgements(person: Person) -> QuerySet[Acknowledgement]:
    """Return who was asked, of the clients a person may see: never a sibling client's."""
    rows = Acknowledgement.objects.select_related("campaign__client")
    return rows.filter(campaign__client_id=own_client_id(person)) if person.is_client else rows


def visible_campaigns(person: Person) -> QuerySet[Campaign]:
    """Return the campaigns of the clients a person may see."""
    campaigns = Campaign.objects.select_related("client")
    return campaigns.filter(client_id=own_client_id(person)) if person.is_client else campaigns


def clients_concerned(person: Person) -> QuerySet[Client]:
    """Return the clients with devices that move or shared desks, and those whose people were asked before."""
    devices = Device.objects.filter(MOBILE, client=OuterRef("pk"), retired_at__isnull=True)
    campaigns = Campaign.objects.filter(client=OuterRef("pk"))
    return visible_clients(person).filter(Exists(devices) | Exists(campaigns))


def open_campaign(client_id: UUID, number: int) -> Campaign | None:
    """Return the client's open campaign on a version, if there is one."""
    return Campaign.objects.filter(client_id=client_id, notice_number=number, closed_at__isnull=True).first()


def newest_rows(client_ids: Iterable[UUID]) -> QuerySet[Acknowledgement]:
    """Return the newest question to each person of clients: that of the newest version, then the last one."""
    rows = Acknowledgement.objects.filter(campaign__client__in=list(client_ids)).select_related("campaign")
    order = ("campaign__client_id", "person_email", "-campaign__notice_number", "-asked_at", "pk")
    return rows.order_by(*order).distinct("campaign__client_id", "person_email")


def standing_with(row: Acknowledgement, newest: int) -> Standing:
    """Return where the person of a question stands with the newest version."""
    return standing_of(
        asked_number=row.campaign.notice_number,
        is_read=row.acknowledged_at is not None,
        is_withdrawn=row.withdrawn_at is not None,
        is_open=row.campaign.closed_at is None,
        newest=newest,
    )


def read_before(client_id: UUID) -> dict[str, Acknowledgement]:
    """Return, by e-mail, the newest version each person of a client read, as they read it."""
    rows = Acknowledgement.objects.filter(campaign__client_id=client_id, acknowledged_at__isnull=False)
    ordered = rows.select_related("campaign").order_by("campaign__notice_number", "acknowledged_at")
    return {row.person_email: row for row in ordered}


def counts_of(clients: Sequence[Client], newest: int) -> dict[UUID, Counts]:
    """Return how the people of clients stand, in two queries.

    Terms: telavox.7, bt.14, sip.4
    """
    ids = [client.pk for client in clients]
    standings: dict[UUID, Counter[Standing]] = {pk: Counter() for pk in ids}
    known: set[tuple[UUID, str]] = set()
    for row in newest_rows(ids):
        standings[row.campaign.client_id][standing_with(row, newest)] += 1
        known.add((row.campaign.client_id, row.person_email))
    used: dict[UUID, set[str]] = {pk: set() for pk in ids}
    nameless: Counter[UUID] = Counter()
    devices = Device.objects.filter(MOBILE, client__in=ids, retired_at__isnull=True)
    for client_id, email in devices.values_list("client_id", "person_email"):
        if email:
            used[client_id].add(email.lower())
        else:
            nameless[client_id] += 1
    return {pk: Counts(standings[pk], sum((pk, email) not in known for email in used[pk]), nameless[pk]) for pk in ids}


def missing_people(person: Person) -> int:
    """Return how many people a person sees who should have read the newest notice and have not."""
    clients = list(clients_concerned(person).only("pk"))
    return sum(counts.missing for counts in counts_of(clients, newest_notice().pk).values()) if clients else 0


def proposals(client: Client) -> list[Proposal]:
    """Return whom to ask: users of devices that move and of shared desks, and people who sign in for the client.

    Terms: telavox.7, bt.14, sip.4
    """
    newest = newest_notice().pk
    found: dict[str, Asked] = {}
    reasons: dict[str, list[str]] = {}
    devices = Device.objects.filter(MOBILE, client=client, retired_at__isnull=True).exclude(person_email="")
    for device in devices.order_by("person_name", "name"):
        email = device.person_email.lower()
        found.setdefault(email, Asked(device.person_name or email, email, client.language, device.pk))
        reasons.setdefault(email, []).append(device.name)
    for member in people_of(client):
        email = member.user.email.lower()
        known = found.get(email)
        found[email] = Asked(member.user.name, email, member.user.language, known.device_id if known else None)
        reasons.setdefault(email, []).append(str(member.get_role_display()))
    read = {email: row.campaign.notice_number for email, row in read_before(client.pk).items()}
    waiting = _waiting(client, newest)
    return [Proposal(asked, tuple(reasons[email]), read.get(email), email in waiting) for email, asked in found.items()]


def _waiting(client: Client, newest: int) -> set[str]:
    rows = Acknowledgement.objects.filter(
        campaign__client=client, campaign__notice_number=newest, campaign__closed_at__isnull=True,
        acknowledged_at__isnull=True, withdrawn_at__isnull=True,
    )  # fmt: skip
    return set(rows.values_list("person_email", flat=True))


def by_token(token: str) -> Acknowledgement | None:
    """Return what the link with this secret asks, the newest link or one sent before; None for no link of ours."""
    digest = digest_of(token)
    rows = Acknowledgement.objects.select_related("campaign__client")
    earlier = EarlierLink.objects.filter(token_digest=digest).values("acknowledgement")
    return rows.filter(Q(token_digest=digest) | Q(pk__in=earlier)).first()


def requests_of(person: Person) -> QuerySet[Acknowledgement]:
    """Return what a signed-in person is asked to read and has not: found by their own address.

    Staff are asked nothing under a partner's roof. Terms: telavox.7, bt.14, sip.4
    """
    if person.is_staff:
        return Acknowledgement.objects.none()
    rows = visible_acknowledgements(person).filter(person_email=person.user.email.lower())
    waiting = rows.filter(acknowledged_at__isnull=True, withdrawn_at__isnull=True, campaign__closed_at__isnull=True)
    return waiting.order_by("-campaign__notice_number", "asked_at")
