"""All validation of what a browser sends, one file per noun."""
