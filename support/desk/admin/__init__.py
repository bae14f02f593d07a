"""The desk on the operator's host: each part in a module of its own."""

from support.desk.admin import aims, calendars, figures, incidents, night, night_chain, night_exchange, queue

__all__ = ["aims", "calendars", "figures", "incidents", "night", "night_chain", "night_exchange", "queue"]
