"""Finding what is on record by its words: the index that the database keeps, and the question."""
