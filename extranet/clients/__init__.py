"""End clients of a partner; at the house partner, direct clients."""
