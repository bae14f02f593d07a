"""The operator's side: the admin site, its sections and the cockpit."""
