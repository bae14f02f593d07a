"""Tests of partners, their hosts and their look."""
