"""Recordings: what one run did, and how it is recorded."""
