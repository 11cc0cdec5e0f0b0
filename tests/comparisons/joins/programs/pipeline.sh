# A pipeline: its end is the end of all of it.
echo through | cat | cat
echo end
