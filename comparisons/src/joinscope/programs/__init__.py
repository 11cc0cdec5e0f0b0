"""Programs: what is run, and with which command."""
