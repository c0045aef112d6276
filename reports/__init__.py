"""What may be read: results, roadmap, charts, documents and the verification of the journal."""
