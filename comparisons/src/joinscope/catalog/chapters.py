"""Chapters of the catalog, in their order, each with the question that leads into it.

A comparison names its chapter. One that is not here comes behind these, by its name.
"""

CHAPTERS = {
    "the article": "What does join() wait for?",
    "several workers": "Worker 2 has ended first. Which join() returns?",
    "not for ever": "Why does join(0.5) take two seconds?",
    "what came back": "What does a parent learn of its worker?",
    "life and death": "What is left of a process that has ended?",
    "signals": "Who is asked when a signal comes?",
    "misuse": "Which mistake is told, and which is not?",
    "traps": "Why is exitcode None, though join() has returned?",
    "what to do": "How is a worker joined that nothing can disturb?",
}


def chapter_number(name: str) -> int:
    """Its place in the order."""
    return list(CHAPTERS).index(name) if name in CHAPTERS else len(CHAPTERS)
