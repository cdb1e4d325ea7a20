from webchat.upstream.chatter.capabilities import CAPABILITIES, capabilities_of
from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.layout import NEWEST, SEED, SEPTEMBER
from webchat.upstream.types.prompts import Mode
from webchat.upstream.types.server import PartKind

URL = "https://chatter.example.com"


def test_everything_is_offered_until_the_layout_is_known():
    assert capabilities_of(ChatterConfig(base_url=URL)) == CAPABILITIES


async def test_what_was_found_out_decides():
    config = ChatterConfig(base_url=URL)

    async def find():
        return SEED

    await config.found_layout.get(find)
    assert capabilities_of(config).modes == (Mode.PLAIN,)


def test_workflows_are_offered_where_they_work():
    modes = [capabilities_of(ChatterConfig(base_url=URL, layout=each)).modes for each in (SEED, SEPTEMBER, NEWEST)]
    assert [len(each) for each in modes] == [1, 4, 4]


def test_a_version_that_saves_no_streams_is_asked_for_whole_replies():
    streaming = [capabilities_of(ChatterConfig(base_url=URL, layout=each)).streaming for each in (SEPTEMBER, NEWEST)]
    assert streaming == [True, False]


def test_unless_it_was_set_where_it_streams():
    assert capabilities_of(ChatterConfig(base_url=URL, layout=NEWEST, streaming="/stream")).streaming


def test_parts_that_a_version_does_not_have_are_not_asked_for():
    newest = capabilities_of(ChatterConfig(base_url=URL, layout=NEWEST))
    assert set(PartKind) - set(newest.server) == {PartKind.TOOL_SERVERS, PartKind.PERFORMANCE}
