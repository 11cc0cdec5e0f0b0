# Wrong: nothing; grep tells by 1 that it has found nothing, and who ends by SIGPIPE has lost its reader.
# Must say: parent ends: exited with 0
# Must not say: JS053
echo "one" | grep "two" | cat
yes | head -n 1
