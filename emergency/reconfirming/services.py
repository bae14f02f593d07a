"""The acts of re-confirmation, in one place for whoever calls them from elsewhere."""

from emergency.reconfirming.answering import answer, answer_changed, may_void
from emergency.reconfirming.climbing import climb
from emergency.reconfirming.following import follow
from emergency.reconfirming.opening import Asking, open_all, open_reconfirmation
from emergency.reconfirming.reminding import remind_asked, remind_uncovered

__all__ = [
    "Asking",
    "answer",
    "answer_changed",
    "climb",
    "follow",
    "may_void",
    "open_all",
    "open_reconfirmation",
    "remind_asked",
    "remind_uncovered",
]
