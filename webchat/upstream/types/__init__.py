"""What the chat APIs speak about, in our words: frozen values without behaviour.

prompts  what is sent
replies  what a reply is made of
saved    what is kept upstream
server   what the upstream says about itself

A wire dictionary never leaves the adapter that read it. Everything an API may leave out has a default here,
because every one of them leaves something out.
"""
