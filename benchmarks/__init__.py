"""What it costs: `./nox -s bench` runs every benchmark, `./nox -s bench -- recorder` one of them.

A benchmark is one file here. It has a function `rows` that measures what its docstring says:

    def rows(effort: Effort) -> Iterator[Row]:
        times = interleaved({"bare": bare, "ours": ours}, rounds=effort.rounds)
        yield Row("a case", times.ratio("ours", "bare"), target=at_most(1.25))

where `bare` and `ours` run once and return what it took, in seconds. Nothing lists the files.
A target is what we want, not a test: the table says whether it was met, the exit status is 0.
"""
