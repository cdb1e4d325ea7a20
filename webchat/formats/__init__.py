"""How dates are written, where Django's own way for a language is longer than there is room for."""
