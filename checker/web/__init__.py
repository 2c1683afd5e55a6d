"""The pages, one file each; they use the public surface of the checker only."""
