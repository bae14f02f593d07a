"""Tests of the rota of the night."""
