"""The operator's books: runs, snapshots, drafts, issued invoices, number series."""
