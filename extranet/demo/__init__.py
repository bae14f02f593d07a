"""Invented partners, clients, people and orders, for a development machine only."""
