"""What people, jurors and councils do in cases, and how they sign it, with a node or without."""
