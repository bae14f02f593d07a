"""What calls of all departments share: who asks, what was sent, once only, refusals as problems, one document."""
