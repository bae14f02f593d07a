"""Figures of support: periods, and what is counted in them, over one partner's tickets or over all of them."""
