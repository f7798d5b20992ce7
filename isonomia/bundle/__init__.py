"""One person's receipt with everything that proves it, in one file that is checked offline."""
