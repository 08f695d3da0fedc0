"""The pages, opened in a real browser."""
