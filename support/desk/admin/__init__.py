"""The desk on the operator's host: each part in a module of its own."""

from support.desk.admin import calendars, night, queue

__all__ = ["calendars", "night", "queue"]
