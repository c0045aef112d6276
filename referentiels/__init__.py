"""What the agency publishes: parcours, questionnaires, criteria and their levels."""
