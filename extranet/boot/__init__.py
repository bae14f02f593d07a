"""What a machine with nothing but Python needs to run the project: own servers, start and stop.

Only the standard library is used here, `database.py`, `messages.py` and `prepare.py` excepted, so that the
first command works before anything is installed.
"""
