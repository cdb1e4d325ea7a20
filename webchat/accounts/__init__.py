"""Who may sign in, and from where.

signing_in  whether an address and a password belong together
tries       how often a password may be tried
browsers    browsers in which an account has signed in before
network     where a request comes from
sessions    who is signed in where: list, end, note their use, end their streams
passwords   setting one
devices     a browser in plain words
people      what an administrator may see and change about others
"""
