# Wrong: the check fails, but $? is the status of cat.
# Must say: note\[JS053\]: Worker 1 exited with 3, which the script does not see: .*pipeline_fails\.sh:4 is that of its last command, here cat \(worker 2\), which exited with 0\.
# Must say: help: .*pipefail
(echo "checked"; exit 3) | cat
if [ $? -eq 0 ]; then
    echo "all is well"
fi
