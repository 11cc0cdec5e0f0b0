"""Documents: verdicts, explanations and legal outputs as JSON."""
