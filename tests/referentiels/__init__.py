"""The format of the published files, what it refuses, and the content that is published."""
