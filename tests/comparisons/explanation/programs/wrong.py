"""A program that Python does not even compile."""

print("never"
