# Wrong: nothing, as no process is made of which anything could be told.
# Must say: (?m)^ *[0-9.]+ s  alone$
# Must not say: No known mistake
print("alone")
