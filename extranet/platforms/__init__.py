"""What is configured on each platform account: counts by day, as the platforms report them."""
