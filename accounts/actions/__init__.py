"""What people do with the organisation: one function per verb."""
