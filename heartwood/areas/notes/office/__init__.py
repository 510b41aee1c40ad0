"""The doors for staff, by what one does there."""
