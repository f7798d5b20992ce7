"""One module per topic of the command line; `isonomia.cli` puts them together."""
