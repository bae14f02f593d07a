"""Two people exchange stretches of their watch: both agree, or nothing changes.

Terms: general.7
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Refusal
from support.desk.models import ContactWay, RotaOverride, Swap, WayKind
from support.desk.rota import mails
from support.desk.rota.selectors import on_call_at
from support.desk.rota.services import cancel_override
from support.desk.rota.swaps import accept_swap, ask_swap, refuse_swap, withdraw_swap
from support.desk.rules.hours import Span
from tests.cast import ANNA, ERIK, SOFIE, Member, user_of
from tests.desk.night import NIGHT, at_the_desk, give_ways, publish, take
from tests.desk.paging.test_races import at_once

DAY = timedelta(days=1)
# Erik's week is from Monday 7 December at nine, Anna's the one before.
ERIKS = Span(datetime(2026, 12, 8, 17, tzinfo=UTC), datetime(2026, 12, 9, 8, tzinfo=UTC))
ANNAS = Span(datetime(2026, 12, 1, 17, tzinfo=UTC), datetime(2026, 12, 2, 8, tzinfo=UTC))


def watched() -> None:
    """Erik and Anna hand over on Mondays at nine."""
    give_ways(ERIK), give_ways(ANNA), give_ways(SOFIE)
    publish(ERIK, ANNA)


def ask(
    given: Span = ERIKS, taken: Span = ANNAS, *, asker: Member = ERIK, other: Member = ANNA, at: datetime = NIGHT
) -> Swap:
    """Ask for an exchange."""
    with at_the_desk():
        return ask_swap(other_id=other.id, layer=1, given=given, taken=taken, note="Fête", actor=user_of(asker), at=at)


def answer(act: Callable[..., Swap], swap: Swap, member: Member, *, at: datetime = NIGHT) -> Swap:
    """Answer an exchange, or take it back."""
    with at_the_desk():
        return act(swap_id=swap.pk, actor=user_of(member), at=at)


def who(at: datetime) -> str:
    """Name who is on call."""
    with at_the_desk():
        found = on_call_at(at)
    return found.name if found else ""


@pytest.mark.django_db
def test_nothing_changes_until_the_other_one_accepts_and_then_both_stretches_do() -> None:
    watched()
    swap = ask()
    assert (who(ERIKS.starts_at), who(ANNAS.starts_at)) == (ERIK.name, ANNA.name)
    answer(accept_swap, swap, ANNA)
    assert (who(ERIKS.starts_at), who(ANNAS.starts_at)) == (ANNA.name, ERIK.name)
    assert (who(ERIKS.ends_at), who(ANNAS.ends_at)) == (ERIK.name, ANNA.name)
    with at_the_desk():
        assert set(RotaOverride.objects.values_list("swap_id", flat=True)) == {swap.pk}
        acts = AuditEvent.objects.filter(act__startswith="swap.").order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["swap.asked", "swap.accepted"]


@pytest.mark.django_db
def test_asking_twice_is_asking_once() -> None:
    watched()
    assert ask().pk == ask().pk


@pytest.mark.django_db
def test_nobody_accepts_for_somebody_else_administrators_neither() -> None:
    watched()
    swap = ask(ANNAS, ERIKS, asker=ANNA, other=ERIK)
    for act in (accept_swap, refuse_swap):
        with pytest.raises(NotAllowed, match=ERIK.name):
            answer(act, swap, ANNA)
    with pytest.raises(NotAllowed, match=ANNA.name):
        answer(withdraw_swap, swap, ERIK)


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "member"), [(refuse_swap, ANNA), (withdraw_swap, ERIK), (accept_swap, ANNA)])
def test_an_exchange_is_answered_once(act: Callable[..., Swap], member: Member) -> None:
    watched()
    swap = ask()
    answer(act, swap, member)
    for again, person in ((accept_swap, ANNA), (refuse_swap, ANNA), (withdraw_swap, ERIK)):
        with pytest.raises(IllegalMove):
            answer(again, swap, person)
    with at_the_desk():
        assert RotaOverride.objects.count() == (2 if act is accept_swap else 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "taken", "said"),
    [
        (ANNAS, ERIKS, f"{ERIK.name} n’est pas de garde"),
        (ERIKS, ERIKS, f"{ANNA.name} n’est pas de garde"),
        (Span(NIGHT - DAY, NIGHT + DAY), ANNAS, "a déjà commencé"),
        (Span(ERIKS.starts_at, ERIKS.starts_at), ANNAS, "fin après le début"),
        (Span(ERIKS.starts_at, ERIKS.starts_at + 7 * DAY), ANNAS, f"{ERIK.name} n’est pas de garde"),
    ],
)
def test_what_is_not_held_or_not_to_come_is_not_exchanged(given: Span, taken: Span, said: str) -> None:
    watched()
    with pytest.raises(InvalidInput, match=said):
        ask(given, taken)


@pytest.mark.django_db
def test_what_changed_hands_or_began_meanwhile_is_not_accepted() -> None:
    watched()
    swap = ask()
    with pytest.raises(InvalidInput, match="a déjà commencé"):
        answer(accept_swap, swap, ANNA, at=ANNAS.starts_at)
    take(SOFIE, ERIKS.ends_at, starts_at=ERIKS.starts_at)
    with pytest.raises(InvalidInput, match=f"{ERIK.name} n’est pas de garde"):
        answer(accept_swap, swap, ANNA)
    with at_the_desk():
        swap.refresh_from_db()
        assert swap.status == Swap.Status.ASKED


@pytest.mark.django_db
def test_an_exchange_that_leaves_a_hole_is_refused() -> None:
    watched()
    swap = ask()
    with at_the_desk():
        ContactWay.objects.filter(user_id=ERIK.id, kind=WayKind.HTTP).update(tested_at=None)
    with pytest.raises(Refusal, match="il manque SMS"):
        answer(accept_swap, swap, ANNA)
    with at_the_desk():
        assert not RotaOverride.objects.exists()


@pytest.mark.django_db
def test_half_an_exchange_is_not_cancelled() -> None:
    watched()
    answer(accept_swap, ask(), ANNA)
    with at_the_desk():
        half = RotaOverride.objects.earliest("starts_at")
        with pytest.raises(IllegalMove, match="échange inverse"):
            cancel_override(override_id=half.pk, actor=user_of(ANNA), at=NIGHT)


@pytest.mark.django_db
def test_the_other_one_is_asked_by_mail_and_the_asker_told_the_answer(mailoutbox: list[object]) -> None:
    watched()
    swap = ask()
    with at_the_desk():
        mails.mail_swap(str(swap.pk), "asked")
        mails.mail_swap(str(swap.pk), "accepted")
    asked, told = mailoutbox
    assert vars(asked)["to"] == [user_of(ANNA).email]
    assert f"{ERIK.name} vous propose un échange" in vars(asked)["subject"]
    assert "/admin/desk/rota/" in vars(asked)["body"]
    assert vars(told)["to"] == [user_of(ERIK).email]
    assert f"{ANNA.name} accepte" in vars(told)["subject"]


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("second", [accept_swap, withdraw_swap, refuse_swap])
def test_two_answers_at_once_are_one(second: Callable[..., Swap]) -> None:
    watched()
    swap = ask()
    other = ERIK if second is withdraw_swap else ANNA
    results = at_once(lambda: answer(accept_swap, swap, ANNA), lambda: answer(second, swap, other))
    assert sum(isinstance(one, Swap) for one in results) == 1
    assert sum(isinstance(one, IllegalMove) for one in results) == 1
    with at_the_desk():
        swap.refresh_from_db()
        assert RotaOverride.objects.count() == (2 if swap.status == Swap.Status.ACCEPTED else 0)
