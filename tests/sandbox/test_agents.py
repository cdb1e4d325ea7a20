from tests.sandbox.client import Client, citations


async def test_agents_are_listed_and_found_by_name(erin: Client) -> None:
    assert [agent["name"] for agent in (await erin.json("agents/search"))["agents"]] == [
        "Brief",
        "Thorough",
        "Expense form",
    ]
    [found] = (await erin.json("agents/search", {"name": "rough"}))["agents"]
    assert (found["agent_id"], found["capabilities"]["ap.io.messages"]) == ("thorough", True)


async def test_an_agent_decides_how_much_is_quoted(erin: Client) -> None:
    question = "weeks, reason, expected date, takes seconds, hall door"
    brief, thorough = [len(citations(await erin.ask(question, agentId=each))) for each in ("brief", "thorough")]
    assert brief < thorough


async def test_an_agent_with_a_form_cannot_be_chatted_with(erin: Client) -> None:
    assert (await erin.chat("hi", agentId="form")).status_code == 404
