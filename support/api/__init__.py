"""Tickets for machines, on each partner's host: keys act as a role of the house and see what that role sees."""
