"""Three URLconfs: the operator's host, a partner's host, and a partner's house mounted for staff."""
