"""Views: show verdicts, explanations and orders; they compute nothing."""
