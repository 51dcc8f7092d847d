"""The command line, one module per command; each gives it as `command`. No rule of the work lives here."""
