"""Sites of clients and the devices on them: where they are, what moves, what stays.

Terms: telavox.7, bt.14, sip.4
"""
