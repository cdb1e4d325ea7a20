"""Company sign-in, by OpenID Connect.

errors    why somebody is not let in, each with its sentence
attempts  ways to the provider that a browser has begun, kept in its session
sign_in   the provider that our settings name, and what it says of a person
people    whose account that is
"""
