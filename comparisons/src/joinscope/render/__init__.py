"""Views: show a verdict; they compute nothing."""
