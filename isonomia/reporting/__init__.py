"""Reports on a year, a quarter or a round of the lottery, from one replay of the logs."""
