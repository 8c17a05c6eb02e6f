"""Engagement with those affected: who they are, what was heard from them, what changed, and who is hurt by leaving."""
