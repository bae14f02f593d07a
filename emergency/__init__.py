"""Addresses of numbers as partners and clients declare them."""
