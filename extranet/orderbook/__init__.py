"""The operator's view of the orders of all partners, fed by triggers in each partner's schema."""
