"""Order: how two events of a recording relate, as far as its evidence goes."""
