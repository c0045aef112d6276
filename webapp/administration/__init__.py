"""The agency's pages: référentiels, rules, publications."""
