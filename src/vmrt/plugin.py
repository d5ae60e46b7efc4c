"""The pytest plugin: ``-p vmrt.plugin`` gives scenarios their world.

Without ``vmrt run`` everything is at its default: the reference on the fake, and no report.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from vmrt.conformance.journal import Journal
from vmrt.harness.config import Config
from vmrt.harness.stage import Stage
from vmrt.harness.world import World
from vmrt.session import NAME, Session


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the session of ``vmrt run``, or make a silent one."""
    if not config.pluginmanager.has_plugin(NAME):
        session = Session(Stage(Config()), Journal(None))
        config.pluginmanager.register(session, NAME)


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A fresh cluster with the implementation under test in it."""
    session = request.config.pluginmanager.get_plugin(NAME)
    assert isinstance(session, Session)
    with ExitStack() as stack:
        yield session.enter_world(stack)
        session.leave_world()
