"""Every figure of every page, said once: pages, files and commands only repeat it."""
