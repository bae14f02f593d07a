"""Tests of the operator's queue and of the page on which staff work a ticket."""
