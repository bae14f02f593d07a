"""The operator's books on its own host: each part in a module of its own."""

from billing.ledger.admin import choices, invoices, runs

__all__ = ["choices", "invoices", "runs"]
