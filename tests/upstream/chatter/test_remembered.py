import asyncio
from itertools import count

import pytest

from webchat.upstream.chatter.remembered import Remembered
from webchat.upstream.errors import TokenRefused, Unreachable


class Question:
    """Is answered by how often it was asked, when the gate is open, unless somebody's token is refused."""

    def __init__(self):
        self.gate = asyncio.Event()
        self.numbers = count(1)
        self.asked = 0

    async def ask(self, error=None):
        self.asked += 1
        await self.gate.wait()
        if error:
            raise error
        return next(self.numbers)

    async def refused(self):
        return await self.ask(TokenRefused())

    async def lost(self):
        return await self.ask(Unreachable())


@pytest.fixture
async def question():
    return Question()


async def several(*asking):
    tasks = [asyncio.create_task(each) for each in asking]
    await asyncio.sleep(0)
    return tasks


async def test_many_at_once_ask_once(question):
    remembered = Remembered()
    tasks = await several(*(remembered.get(question.ask) for _ in range(5)))
    question.gate.set()
    assert await asyncio.gather(*tasks) == [1] * 5
    assert await remembered.get(question.ask) == 1


async def test_an_answer_that_is_too_old_is_asked_for_again(question):
    question.gate.set()
    remembered = Remembered(lifetime=-1)
    assert [await remembered.get(question.ask), await remembered.get(question.ask)] == [1, 2]


async def test_whoever_began_it_may_leave(question):
    remembered = Remembered()
    first, second = await several(remembered.get(question.ask), remembered.get(question.ask))
    first.cancel()
    question.gate.set()
    assert await second == 1
    assert question.asked == 1


async def test_what_one_is_refused_another_may_get(question):
    remembered = Remembered()
    first, second = await several(remembered.get(question.refused), remembered.get(question.ask))
    question.gate.set()
    assert await second == 1
    with pytest.raises(TokenRefused):
        await first


async def test_a_server_that_is_not_there_is_not_asked_by_one_after_the_other(question):
    remembered = Remembered()
    tasks = await several(*(remembered.get(question.lost) for _ in range(9)))
    question.gate.set()
    assert {type(error) for error in await asyncio.gather(*tasks, return_exceptions=True)} == {Unreachable}
    assert question.asked == 2


async def test_a_failure_is_not_remembered(question):
    question.gate.set()
    remembered = Remembered()
    with pytest.raises(Unreachable):
        await remembered.get(question.lost)
    assert await remembered.get(question.ask) == 1
