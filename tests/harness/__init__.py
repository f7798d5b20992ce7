"""The real bytecode in process: a world on pyrevm, with its keys, codec and digests."""
