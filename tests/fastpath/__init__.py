"""The fast replay beside the plain one, which says what is right."""
