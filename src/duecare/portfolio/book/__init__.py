"""An order book read: its columns, what they hold, and its rows by the numbers of their subjects."""
