"""Schedules: which of the legal orders runs have shown."""
