"""What is decided: the rule language, its engine and the five questions, pure."""
