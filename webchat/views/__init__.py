"""HTTP only: one file per noun, thin. Everyone must be signed in, unless a view says otherwise."""
