"""What calls about support take and answer."""
