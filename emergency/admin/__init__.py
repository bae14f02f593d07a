"""What staff read of the front office of emergency addresses, under a partner's mount."""

from emergency.admin import sites

__all__ = ["sites"]
