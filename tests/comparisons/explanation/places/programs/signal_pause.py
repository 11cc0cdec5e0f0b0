"""A signal that nobody sends."""
import signal

signal.pause()  # HERE: parent
