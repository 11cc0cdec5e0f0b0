"""Views of an explanation: they show it and compute nothing of it."""
