"""What the orders of a book say together: sums, call-offs, what resellers report, the book of an acquired company."""
