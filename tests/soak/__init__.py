"""PostgreSQL killed in the middle of an import: all or nothing."""
