"""Prints what it reads."""

import sys

print(input().upper())
print(len(sys.stdin.read()))
