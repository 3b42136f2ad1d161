"""Papers that stay with the application: seen, photographed page by page, put in order."""
