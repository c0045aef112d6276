"""What a company does: its products, its démarches, its questionnaires and their results."""
