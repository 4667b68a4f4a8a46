"""The API's own ground (tokens, problems, paging, shapes), and what has been agreed, to read."""
