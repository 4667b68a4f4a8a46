"""Papers made of the same facts as the pages: what they say is built once, then printed."""
