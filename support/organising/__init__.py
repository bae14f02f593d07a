"""Bringing order into tickets: who works on one, who follows it, what belongs together, and by which words it is found.

Stand in the partner's schema. What a desk notes is its own: the partner's agent and tags are the partner's, the
operator's are the operator's, by the side of the person.

Terms: general.7
"""

from support.organising.assigning import assign_ticket
from support.organising.linking import link_tickets, unlink_tickets
from support.organising.merging import merge_tickets
from support.organising.splitting import split_ticket
from support.organising.tagging import add_tags, tag_ticket, tags_used
from support.organising.watching import unwatch, watch

__all__ = [
    "add_tags",
    "assign_ticket",
    "link_tickets",
    "merge_tickets",
    "split_ticket",
    "tag_ticket",
    "tags_used",
    "unlink_tickets",
    "unwatch",
    "watch",
]
