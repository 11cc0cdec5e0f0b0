"""The report: one HTML file for the browser."""
