"""What `pydoc` needs of it."""
