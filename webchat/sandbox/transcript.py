"""The lines of a reply, gathered into the messages that are kept."""

from webchat.sandbox.wire import Wire


class Transcript:
    """Messages in the order they were written: the pieces of each joined, what was retried left out."""

    def __init__(self) -> None:
        self.messages: list[Wire] = []
        self.follow_ups: list[str] = []

    def add(self, response: Wire) -> None:
        self.follow_ups = response.get("followUpPrompts") or self.follow_ups
        for message in response.get("messages") or ():
            self._add_message(message)

    def _add_message(self, message: Wire) -> None:
        kind = str(message.get("messageType"))
        if kind == "CONTROL_RETRY":
            self.messages = [kept for kept in self.messages if kept.get("messageType") != "CONTENT"]
        elif not kind.startswith(("CONTROL", "DEBUG")):
            self._join(message)

    def _join(self, message: Wire) -> None:
        piece = {name: value for name, value in message.items() if name != "hasMoreFragments"}
        name = message.get("messageId")
        whole = next((kept for kept in self.messages if name and kept.get("messageId") == name), None)
        if whole is None:
            self.messages.append(piece | _fragments([], piece))
        else:
            whole |= piece | _fragments(whole.get("fragments") or [], piece)


def _fragments(before: list[Wire], message: Wire) -> Wire:
    """The field `fragments`, where text continues the text before it; none, where the message has none."""
    joined = list(before)
    for fragment in message.get("fragments") or ():
        if joined and joined[-1].keys() == fragment.keys() == {"text"}:
            joined[-1] = {"text": joined[-1]["text"] + fragment["text"]}
        else:
            joined.append(fragment)
    return {"fragments": joined} if joined else {}
