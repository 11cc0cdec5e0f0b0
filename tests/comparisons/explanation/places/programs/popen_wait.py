"""A program that does not end."""
import subprocess

subprocess.Popen(["sleep", "1000"]).wait()  # HERE: parent
