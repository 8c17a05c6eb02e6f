"""Running the office: backup, restore, verification, background work, and a filled office to look at."""
