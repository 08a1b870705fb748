"""One warm process for all tests of this folder."""

import pytest
from engine.sites import tiny

from figpress.running.executors.local import LocalExecutor
from figpress.running.render import render


@pytest.fixture(scope="session")
def executor(tmp_path_factory):
    executor = LocalExecutor(tiny(tmp_path_factory.mktemp("warm"), {}), ("torch", "matplotlib.pyplot"))
    yield executor
    executor.close()


@pytest.fixture
def draw(executor):
    """render(site), in the warm process that all tests share."""

    def draw(site, *ids, **options):
        executor.site = site
        return render(site, ids or None, executor=executor, **options)

    return draw
