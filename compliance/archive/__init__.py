"""All of a regime as one file, and back: the same rows, the same files, the same ledger head."""
