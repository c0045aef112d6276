"""A questionnaire back into the formats that others read."""
