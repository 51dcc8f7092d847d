"""Pages and URLs that show several rooms at once. It keeps nothing of its own."""
