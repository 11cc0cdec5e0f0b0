"""Rules: which edges each kind of record adds to the happens-before graph."""
