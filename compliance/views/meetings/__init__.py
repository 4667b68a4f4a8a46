"""The pages of the meetings: the list, one meeting, and the small pages on which it is written."""
