"""Versions of the terms, and the register of who accepted which text."""
