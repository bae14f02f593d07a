"""The terms as rules: one file a clause, and the reader, register and pages behind them."""
