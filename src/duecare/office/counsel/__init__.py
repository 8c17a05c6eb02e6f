"""Counsel's lane: matters, advice, privilege."""
