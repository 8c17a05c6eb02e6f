"""Cases: a deal in its versions, the reviews of it, and who works on it."""
