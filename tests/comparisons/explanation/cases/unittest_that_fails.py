"""unittest shows the exceptions of tests that fail, and ends the program: none of them does."""
# Must say: AssertionError: 1 != 2
# Must not say: JS045

import unittest


class Sums(unittest.TestCase):
    def test_of_two(self) -> None:
        self.assertEqual(1, 2)


unittest.main()
