"""The site as its visitors meet it."""
