# Wrong: the jobs are started in a command substitution, so that they are no children of this shell.
# Must say: note\[JS044\]: Workers? \d+, worker \d+ and worker \d+ were started in the background inside of a command substitution, \$\( \.\.\. & \), and so were children of its subshell
# Must say: `wait` at jobs_in_a_substitution\.sh:\d+ cannot wait for them there, and `wait PID` fails\.
# Must say: help: start each job without \$\( \)
# Must say: \(read\(\) comes to an end of file, as worker \d+ has ended\)
# Must not say: read\(\) waits until
# Must not say: SIGCHLD
# Must not say: fails with ECHILD
begin() {
    (exec >&2; sleep 0.5) &
    echo $!
}
pids=""
for number in 1 2 3; do
    pids="$pids $(begin)"
done
for pid in $pids; do
    wait "$pid" || echo "$number failed"
done
