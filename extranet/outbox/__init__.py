"""What must happen after a transaction: rows that survive any loss of Redis or of a worker."""
