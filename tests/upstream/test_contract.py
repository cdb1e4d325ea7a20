"""What the pages expect of any ChatClient, whatever is behind it."""

from contextlib import aclosing, nullcontext, suppress
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.upstream import upstreams
from webchat.sandbox.chatter import layouts
from webchat.upstream.chatter import ChatterClient, ChatterConfig
from webchat.upstream.errors import NotFound, NotSupported, UpstreamError
from webchat.upstream.glean import GleanClient, GleanConfig, GleanToken, TokenKind
from webchat.upstream.types.prompts import Feedback, Prompt
from webchat.upstream.types.replies import ReplyEvent, ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import ChatSettings, FileStatus, Turn, Upload
from webchat.upstream.types.server import PartKind

PROMPT = Prompt(text="What does the travel policy say about trains?")
UNRELIABLE = {PartKind.TOOL_SERVERS, PartKind.PERFORMANCE}  # with one API they have always failed
LINES = b"The tide tables hang in the hall by the west door.\n" * 40


@pytest.fixture
async def fake_glean():
    async with upstreams.fake_glean() as url:
        yield url


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with upstreams.sandbox(tmp_path_factory.mktemp("sandbox")) as url:
        yield url


@pytest.fixture(scope="module")
def chatter_seed(tmp_path_factory):
    with upstreams.chatter_sandbox(tmp_path_factory.mktemp("seed"), layouts.SEED) as url:
        yield url


@pytest.fixture(scope="module")
def chatter_newest(tmp_path_factory):
    with upstreams.chatter_sandbox(tmp_path_factory.mktemp("newest"), layouts.NEWEST) as url:
        yield url


@pytest.fixture(params=["fake_glean", "sandbox", "chatter_seed", "chatter_newest"])
def client(request, http):
    """Of somebody who was never there before, since upstreams are shared."""
    url = request.getfixturevalue(request.param)
    if request.param.startswith("chatter"):
        return ChatterClient(http, ChatterConfig(base_url=url), upstreams.registered(url))
    token = GleanToken(token=upstreams.TOKEN, kind=TokenKind.GLOBAL, act_as=f"{uuid4().hex}@acme.example")
    return GleanClient(http, GleanConfig(base_url=url), token)


def needs(ability):
    """What a chat API does not say that it can is not asked of it."""
    if not ability:
        pytest.skip("not able to")


async def replied(client, prompt=PROMPT):
    return [event async for event in client.reply(prompt)]


def text_of(events):
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def chat_of(events):
    [chat_id] = [event.chat_id for event in events if isinstance(event, ReplyStarted)]
    return chat_id


async def pieces(content):
    for start in range(0, len(content), 100):
        yield content[start : start + 100]


async def uploaded(client, name="tides.txt"):
    [file] = await client.upload_files([Upload(name, "text/plain", pieces(LINES), len(LINES))])
    return file


async def an_agent(client):
    """Any of them."""
    needs(client.capabilities.agents)
    return (await client.agents(""))[0]


# --- replies -----------------------------------------------------------------------------------------------------


async def test_a_reply_has_text_and_finishes_once_at_the_end(client):
    events = await replied(client)
    assert text_of(events)
    assert [type(event) for event in events].count(ReplyFinished) == 1
    assert isinstance(events[-1], ReplyFinished)


async def test_a_reply_is_made_of_events_that_say_something(client):
    events = await replied(client)
    assert all(isinstance(event, ReplyEvent) for event in events)
    assert all(event.text for event in events if isinstance(event, TextDelta))


async def test_a_whole_reply_says_what_a_streamed_one_says(client):
    assert text_of(await client.whole_reply(PROMPT)) == text_of(await replied(client))


async def test_a_saved_reply_reads_as_the_live_one_did(client):
    events = await replied(client)
    [turn] = (await client.chat(chat_of(events))).turns
    assert turn.prompt == PROMPT.text
    assert text_of(turn.reply) == text_of(events)
    assert (isinstance(turn.reply[-1], ReplyFinished), turn.failure) == (True, "")


async def test_a_second_prompt_goes_on_with_the_chat(client):
    chat_id = chat_of(await replied(client))
    assert chat_of(await replied(client, Prompt(text="And planes?", chat_id=chat_id))) == chat_id
    assert [turn.prompt for turn in (await client.chat(chat_id)).turns] == [PROMPT.text, "And planes?"]


async def test_a_new_chat_begins_with_the_turns_that_are_sent_along(client):
    needs(client.capabilities.history)
    before = (Turn("One?", reply=(TextDelta("1"),)), Turn("Two?", reply=(TextDelta("2"),)))
    chat_id = chat_of(await replied(client, Prompt(text="Three?", history=before)))
    turns = (await client.chat(chat_id)).turns
    assert [turn.prompt for turn in turns] == ["One?", "Two?", "Three?"]
    assert [text_of(turn.reply) for turn in turns[:2]] == ["1", "2"]


async def test_a_prompt_that_is_not_to_be_saved_is_in_no_list(client):
    needs(client.capabilities.temporary)
    assert text_of(await replied(client, Prompt(text="Hi", save=False)))
    assert await client.chats() == ()


async def test_a_reply_that_is_left_early_leaves_the_client_usable(client):
    async with aclosing(client.reply(PROMPT)) as events:
        await anext(events)
    assert text_of(await replied(client))


async def test_what_a_reader_thinks_of_a_reply_is_taken_live_and_saved(client):
    needs(client.capabilities.feedback)
    live = await replied(client)
    [turn] = (await client.chat(chat_of(live))).turns
    token = live[-1].feedback_token
    assert token
    assert turn.reply[-1].feedback_token == token
    await client.send_feedback(Feedback(token=token, helpful=True))
    await client.send_feedback(Feedback(token=token, helpful=False, words="It is out of date."))


# --- chats -------------------------------------------------------------------------------------------------------


async def test_without_chats_the_list_is_empty(client):
    assert await client.chats() == ()


async def test_every_saved_chat_is_listed(client):
    asked = {chat_of(await replied(client)), chat_of(await replied(client))}
    listed = await client.chats()
    assert {chat.id for chat in listed} == asked
    assert [chat.updated for chat in listed] == sorted((chat.updated for chat in listed), reverse=True)


async def test_a_deleted_chat_is_gone_and_the_others_stay(client):
    first, second = chat_of(await replied(client)), chat_of(await replied(client))
    await client.delete_chats([first])
    assert [chat.id for chat in await client.chats()] == [second]
    with pytest.raises(NotFound):
        await client.chat(first)


async def test_deleting_what_is_gone_is_no_error(client):
    chat_id = chat_of(await replied(client))
    await client.delete_chats([chat_id])
    await client.delete_chats([chat_id])


async def test_all_chats_can_be_deleted(client):
    for _ in range(2):
        await replied(client)
    await client.delete_all_chats()
    assert await client.chats() == ()


@pytest.mark.parametrize("chat_id", ["c-nowhere", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "..", "a/b"])
async def test_an_unknown_chat_is_not_found(client, chat_id):
    with pytest.raises(NotFound):
        await client.chat(chat_id)


async def test_a_chat_has_the_title_it_is_given(client):
    needs(client.capabilities.rename)
    chat_id = chat_of(await replied(client))
    await client.rename_chat(chat_id, "Trains & <b>planes</b>")
    [listed] = await client.chats()
    assert (await client.chat(chat_id)).title == listed.title == "Trains & <b>planes</b>"


async def test_a_chat_that_is_gone_has_no_title(client):
    needs(client.capabilities.rename)
    with pytest.raises(NotFound):
        await client.rename_chat("01ARZ3NDEKTSV4RRFFQ69G5FAV", "Trains")


async def test_either_message_of_a_turn_can_be_deleted_and_the_other_stays(client):
    needs(client.capabilities.delete_message)
    chat_id = chat_of(await replied(client))
    await replied(client, Prompt(text="And planes?", chat_id=chat_id))
    first, second = (await client.chat(chat_id)).turns
    await client.delete_message(chat_id, first.reply_id)
    await client.delete_message(chat_id, second.prompt_id)
    left, right = (await client.chat(chat_id)).turns
    assert (left.prompt, left.prompt_id, left.reply_id, left.reply) == (first.prompt, first.prompt_id, "", ())
    assert (right.prompt, right.prompt_id, right.reply_id, right.reply) == ("", "", second.reply_id, second.reply)


async def test_deleting_a_message_that_is_gone_is_no_error(client):
    needs(client.capabilities.delete_message)
    chat_id = chat_of(await replied(client))
    [turn] = (await client.chat(chat_id)).turns
    for _ in range(2):
        await client.delete_message(chat_id, turn.reply_id)


async def test_a_chat_keeps_what_was_settled_for_it(client):
    needs(client.capabilities.settings)
    settings = ChatSettings(temperature=0.3, instructions="Answer in one sentence.")
    chat_id = chat_of(await replied(client, replace(PROMPT, settings=settings)))
    await replied(client, Prompt(text="And planes?", chat_id=chat_id))
    assert (await client.chat(chat_id)).settings == settings
    assert (await client.chat(chat_of(await replied(client)))).settings is None


# --- files and applications ----------------------------------------------------------------------------------------


async def test_an_uploaded_file_is_known_by_its_id(client):
    file = await uploaded(client)
    assert file.id
    known = (await client.files([file.id]))[file.id]
    assert (known.name, known.status in FileStatus) == ("tides.txt", True)


async def test_several_files_go_up_at_once(client):
    uploads = [Upload(name, "text/plain", pieces(name.encode() + LINES)) for name in ("a.txt", "b.txt")]
    assert [file.name for file in await client.upload_files(uploads)] == ["a.txt", "b.txt"]


async def test_a_name_comes_back_as_it_was_given(client):
    assert (await uploaded(client, "Gezeiten für März.txt")).name == "Gezeiten für März.txt"


async def test_a_file_comes_down_as_it_went_up(client):
    file = await uploaded(client)
    async with client.download(file.id) as download:
        assert b"".join([chunk async for chunk in download.chunks]) == LINES
    assert download.content_type.startswith("text/plain")


async def test_a_file_stays_with_the_prompt_it_was_attached_to(client):
    needs(not client.capabilities.files.shared)
    file = await uploaded(client)
    chat_id = chat_of(await replied(client, Prompt(text="Where are the tables?", file_ids=(file.id,))))
    [turn] = (await client.chat(chat_id)).turns
    assert [attached.id for attached in turn.files] == [file.id]


async def test_a_deleted_file_is_gone(client):
    file = await uploaded(client)
    await client.delete_files([file.id])
    known = await client.files([file.id])
    assert file.id not in known or known[file.id].status is FileStatus.DELETED
    with pytest.raises(NotFound):
        async with client.download(file.id):
            pass


async def test_an_unknown_file_is_in_no_answer(client):
    assert await client.files(["F-nowhere"]) == {}


async def test_files_that_belong_to_no_chat_are_listed(client):
    needs(client.capabilities.files.shared)
    assert await client.all_files() == ()
    file = await uploaded(client)
    [listed] = await client.all_files()
    assert (listed.id, listed.name, listed.size) == (file.id, file.name, len(LINES))


async def test_an_application_says_its_name(client):
    needs(client.capabilities.applications)
    application = await client.application("handbook")
    assert (application.id, application.name) == ("handbook", "Handbook")
    assert application.raw["name"] == "Handbook"


async def test_agents_are_those_that_can_be_chatted_with(client):
    """The two Glean servers have one more, which is a form."""
    await an_agent(client)
    assert not {agent.name for agent in await client.agents("") if "form" in agent.name.lower()}


async def test_agents_are_found_by_a_part_of_their_name(client):
    wanted = await an_agent(client)
    assert wanted in await client.agents(wanted.name[1:].upper())
    assert await client.agents("nobody") == ()


async def test_an_agent_says_its_name_and_answers(client):
    wanted = await an_agent(client)
    assert await client.agent(wanted.id) == wanted
    assert wanted.name
    assert text_of(await replied(client, replace(PROMPT, agent_id=wanted.id)))


@pytest.mark.parametrize("agent_id", ["unknown", "..", "a/b"])
async def test_an_agent_that_is_not_there_is_not_found(client, agent_id):
    needs(client.capabilities.agents)
    with pytest.raises(NotFound):
        await client.agent(agent_id)


# --- the server ----------------------------------------------------------------------------------------------------


async def test_a_server_tells_what_it_says_it_does_or_that_it_cannot(client):
    needs(client.capabilities.server)
    for kind in client.capabilities.server:
        with suppress(UpstreamError) if kind in UNRELIABLE else nullcontext():
            part = await client.server_part(kind)
            assert part.kind is kind
            assert all(item.name for item in part.items)


async def test_what_a_chat_api_cannot_do_is_not_asked_of_it(client):
    able = client.capabilities
    lacking = {
        "send_feedback": (able.feedback, Feedback(token="t", helpful=True)),
        "application": (able.applications, "a"),
        "agents": (able.agents, ""),
        "rename_chat": (able.rename, "c", "title"),
        "delete_message": (able.delete_message, "c", "m"),
        "server_part": (bool(able.server), PartKind.HEALTH),
        "all_files": (bool(able.files and able.files.shared),),
    }
    for operation, (is_able, *arguments) in lacking.items():
        if not is_able:
            with pytest.raises(NotSupported):
                await getattr(client, operation)(*arguments)
