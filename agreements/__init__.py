"""What has been agreed: the regime, its parties, bodies and obligations. Knows no progress."""
