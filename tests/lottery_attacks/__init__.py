"""What somebody might try with the lottery, on the specification and the bytecode."""
