"""What the operator bills to its partners, and what a partner bills to its clients."""
