"""The distinct items, parties, places, deals and uses of a book, each looked at once, and again after a change."""
