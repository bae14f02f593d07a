"""Every business act, for ever: who, for which partner, when, from where, what changed."""
