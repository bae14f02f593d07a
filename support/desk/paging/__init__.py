"""Pages: calling the person on call at night, round after round, until somebody answers.

Every page and every step is a row: Redis and workers may be lost at any moment, the rows are found again.
"""
