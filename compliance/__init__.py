"""What has been done about what was agreed: the record, its scores and its pages."""
