"""What is sent along with the first prompt of a chat."""

from tests.sandbox.client import Client, Wire, prompt


def said(text: str) -> Wire:
    return {"author": "GLEAN_AI", "messageType": "CONTENT", "fragments": [{"text": text}]}


async def test_a_new_chat_begins_with_it(erin: Client) -> None:
    messages = [prompt("/plain three"), said("2"), prompt("two"), said("1"), prompt("one")]
    [first, *_] = await erin.ask("", messages=messages)
    kept = await erin.messages(first["chatId"])
    assert [message["fragments"][0]["text"] for message in reversed(kept)][:5] == [
        "one",
        "1",
        "two",
        "2",
        "/plain three",
    ]
    assert all(message["ts"] and message["messageId"] for message in kept)


async def test_a_chat_that_goes_on_does_not_begin_again(erin: Client) -> None:
    [first, *_] = await erin.ask("/plain one")
    await erin.ask("", messages=[prompt("/plain two"), said("1"), prompt("one")], chatId=first["chatId"])
    assert len(await erin.messages(first["chatId"])) == 4


async def test_context_is_not_said(erin: Client) -> None:
    context = {**prompt("You are brief."), "messageType": "CONTEXT"}
    [first, *_] = await erin.ask("", messages=[prompt("/plain"), context])
    assert len(await erin.messages(first["chatId"])) == 2
