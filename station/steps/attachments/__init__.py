"""Papers that stay with the application, as pictures of their pages."""
