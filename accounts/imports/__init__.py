"""A company's files: read, checked, previewed, applied in one transaction, and undone while nothing was built on them."""
