"""objectives.csv, key_results.csv and goals.csv, for the import of accounts."""
