"""Text: what a terminal shows."""
