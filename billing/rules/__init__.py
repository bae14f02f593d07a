"""The terms about billing, pure: facts in, lines out, each with its reason and its clause."""
