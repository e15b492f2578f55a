"""What goes in and out as files: backups, sheets, purchases from elsewhere."""
