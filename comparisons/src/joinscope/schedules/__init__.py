"""Schedules: which of the legal outputs have been seen in runs."""
