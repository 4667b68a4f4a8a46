"""The tables of the pages, each made from the same figures and rows as the page itself."""
