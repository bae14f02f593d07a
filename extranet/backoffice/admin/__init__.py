"""The model pages of the floors below: what these apps may not import (roles, faces) lives above them.

The apps above the back office keep their own `admin.py`.
"""

from extranet.backoffice import boxes
from extranet.backoffice.admin import accounts, audit, invitations, outbox, partners, tokens, training

__all__ = ["accounts", "audit", "boxes", "invitations", "outbox", "partners", "tokens", "training"]
