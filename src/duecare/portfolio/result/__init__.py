"""The result of a review as tables in a folder: written whole, read back, and chosen from."""
