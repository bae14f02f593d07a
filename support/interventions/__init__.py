"""Work on tickets that is billed by time: proposed, decided, announced, done, contested, settled.

Terms: general.3, general.6
"""
