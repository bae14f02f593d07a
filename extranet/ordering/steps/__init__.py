"""The pages of an order's five steps."""
