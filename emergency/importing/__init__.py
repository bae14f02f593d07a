"""Addresses from a file: guessed, shown, then written whole or not at all.

Terms: telavox.7, bt.14, sip.4
"""
