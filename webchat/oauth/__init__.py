"""OAuth 2.1 and OpenID Connect as a client: a small typed library that never imports Django.

errors    the tree
calls     every request to a provider: bounded in time and size, errors lifted
provider  what a provider says of itself, and where it is asked for that
code      the way of a browser to the provider and back: state, nonce, PKCE, and a code at its end
tokens    a grant in exchange for tokens
resource  who gives tokens for an API
registration  becoming a client of a provider without being known to it
identity  who somebody is: the ID token and its keys, and userinfo
"""
