"""A made-up order book, for trying and measuring."""
