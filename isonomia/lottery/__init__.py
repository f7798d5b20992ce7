"""The lottery: gifts, rounds, draws, transcripts and their audit."""
