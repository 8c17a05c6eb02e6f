"""Papers that leave the office: memo, condition list, end-use statement and board pack, and the look of the house."""
