"""What a node says, proved against the hash of one block: header, accounts, storage."""
