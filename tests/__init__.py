"""Tests, the fixed cast they play with, and the walk."""
