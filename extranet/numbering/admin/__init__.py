"""Pages of the admin about numbers: blocks, and those that are to come."""

from extranet.numbering.admin import port_ins
from extranet.numbering.admin.blocks import ALLOCATORS

__all__ = ["ALLOCATORS", "port_ins"]
