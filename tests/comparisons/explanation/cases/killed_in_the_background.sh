# Wrong: nothing; the words are not those of C, which a shell has not.
# Must say: \[JS013\]: SIGKILL killed the worker, so it has no exit status\.$
# Must say: help: if no line of the program sends it, .* or a person\.$
# Must not say: WIFEXITED|WTERMSIG
sleep 60 &
kill -9 $!
wait $!
