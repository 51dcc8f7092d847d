"""What calls about cases take and answer: `requests` and `answers`. No rule of the work lives here."""
