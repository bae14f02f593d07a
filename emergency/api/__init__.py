"""Numbers and their addresses for machines, on each partner's host: the services of pages, none of its own rules."""
