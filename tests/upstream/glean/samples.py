"""Short ways to write Glean's wire format in tests."""

import json
from pathlib import Path

from tests.upstream.server import said_json

SAMPLES = Path(__file__).parent.parent / "samples"


def said(message_type, *fragments, message_id="", **more):
    """A message of the assistant; a string stands for a fragment of text."""
    wire = [{"text": fragment} if isinstance(fragment, str) else fragment for fragment in fragments]
    identity = {"messageId": message_id} if message_id else {}
    return {"author": "GLEAN_AI", "messageType": message_type, "fragments": wire, **identity, **more}


def content(*fragments, message_id="m1", **more):
    return said("CONTENT", *fragments, message_id=message_id, **more)


def asked(text, **more):
    return {"author": "USER", "messageType": "CONTENT", "fragments": [{"text": text}], **more}


def cites(identity, **more):
    return {"citation": {"sourceDocument": {"id": identity, "title": identity, **more}}}


def line(*messages, **more):
    return json.dumps({"messages": list(messages), **more}).encode() + b"\n"


def getchat(*messages):
    """The answer to getchat."""
    return said_json({"chatResult": {"chat": {"id": "c-1", "messages": list(messages)}}})


def sample(name):
    return (SAMPLES / name).read_bytes()
