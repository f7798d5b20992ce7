"""Lets `python -m isonomia` do what `isonomia` does."""

from isonomia.cli import app

if __name__ == "__main__":
    app()
