# Right: who starts the jobs waits for them, and the shell reads only what they bring.
# Must not say: command substitution
# Must not say: JS044
# Must say: exited with 0
found=$( (sleep 0.1; echo one) & (echo two) & wait )
echo $found
