"""The lottery through its commands: rounds, draws, transcripts and audits."""
