"""Orders, from draft to receipt, and the subscriptions they open."""
