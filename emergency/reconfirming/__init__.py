"""Addresses that somebody must say again: asked with a reason, reminded, climbing until answered."""
