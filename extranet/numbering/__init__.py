"""Which numbers the operator hosts, who holds them, and when."""
