"""The list of all numbers and addresses on paper, for the day the database is down."""
