"""The number that an emergency call presents, and whether its address is where the caller is.

Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""
