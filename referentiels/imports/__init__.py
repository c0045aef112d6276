"""Files of others, and workbooks of ours, read into drafts; what cannot be kept is listed, never dropped in silence."""
