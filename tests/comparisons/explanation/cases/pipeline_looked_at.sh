# Wrong: nothing; a shell that knows the words may look at the status of each.
# Must say: parent ends: exited with 0
# Must not say: JS053
bash -c 'shopt -s lastpipe; (exit 5) | cat | read line; echo "$?"'
bash -c 'set -o pipefail; (exit 3) | cat; (exit 4) | cat; echo "${PIPESTATUS[@]}"'
