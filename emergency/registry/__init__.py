"""Which address every number had, when, and what was known when."""
