"""Tests of places: schemas, roles, mounts, sessions."""
