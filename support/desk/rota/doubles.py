"""Who stands in both layers of the watch at once: allowed, for a small team, and said, for one sleeper wakes nobody.

Terms: general.7
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extranet.look import formats
from support.desk.rota.coverage import HORIZON
from support.desk.rota.presenting import names_of
from support.desk.rota.selectors import FIRST_LAYER, SECOND_LAYER, staff_by_id, watch_between
from support.desk.rota.timeline import Watch, both, shifts

# Who is on call twice is said by name; beyond so many stretches the rest is only counted.
LISTED: Final = 4


def doubled(at: datetime, *, watch: Watch | None = None, layer: int = FIRST_LAYER) -> Sequence[str]:
    """Return the stretches of the next ninety days in which one person is both layers, in words, and how many more.

    `watch`: that of `layer` as it would be; None: both layers as they are published.
    """
    until = at + HORIZON
    layers = {one: watch_between(at, until, one) for one in (FIRST_LAYER, SECOND_LAYER)}
    if watch is not None:
        layers[layer] = watch
    found = both(*(shifts(one, at, until) for one in layers.values()))
    names = names_of(staff_by_id(), {shift.member for shift in found})
    told = [
        _("%(name)s, du %(start)s au %(end)s")
        % {
            "name": names.get(shift.member, str(shift.member)),
            "start": formats.instant(shift.starts_at),
            "end": formats.instant(shift.ends_at),
        }
        for shift in found[:LISTED]
    ]
    more = len(found) - LISTED
    if more > 0:
        told.append(ngettext("et %(count)s autre fois", "et %(count)s autres fois", more) % {"count": more})
    return told
