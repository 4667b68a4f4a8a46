"""What comes in from files: fixtures, all or nothing, through the verbs."""
