"""Joins: who is who in a recording, and how each worker was joined."""
