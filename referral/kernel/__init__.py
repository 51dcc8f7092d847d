"""What every feature uses and none owns. Nothing here knows a feature, a page or a URL."""
