"""Documents: verdicts and explanations as JSON."""
