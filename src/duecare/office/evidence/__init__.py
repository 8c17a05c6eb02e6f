"""Papers on file: kept by their hash, with source, dates and confidentiality."""
