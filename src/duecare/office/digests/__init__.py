"""Reminders by mail: once a day, to each person who has something to do, where the house has mail set up."""
