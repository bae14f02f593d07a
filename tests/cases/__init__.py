"""Worked cases with expected results, answered from the product's own rules."""
