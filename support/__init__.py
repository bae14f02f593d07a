"""Tickets: what a client or partner asks, who must see it, and what was answered."""
