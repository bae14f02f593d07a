"""The operator's books on its own host: each part in a module of its own, in the order of the section."""

from billing.ledger.admin import runs

# isort: split
from billing.ledger.admin import invoices

# isort: split
from billing.ledger.admin import choices

__all__ = ["choices", "invoices", "runs"]
