# A subshell, and in it another.
(
    (echo inner)
    echo outer
)
echo shell
