"""Tests of the pages of invoices."""
