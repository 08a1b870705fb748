"""The post's own registry, and the six real pictures where somebody has them at hand."""

import dataclasses
import os
from pathlib import Path

import pytest

from figpress.base.configuration import open_site
from figpress.sources.archive import borrowed_files, sha256_of
from figpress.sources.credit import credit
from figpress.sources.registry import read_registry
from figpress.sources.rights import rights


@pytest.fixture
def post(request):
    root = request.config.rootpath
    if not (root / "sources.yaml").exists():
        pytest.skip("this copy has no registry of its own")
    return open_site(root)


def test_it_is_well_formed_and_every_right_is_there(post):
    registry, findings = read_registry(post)
    assert not findings and len(registry.works) >= 30 and len(registry.borrowed) >= 8
    wanted = {b.basis.evidence.file for b in registry.borrowed.values() if b.basis and b.basis.evidence}
    assert rights(registry, post, {path for path in wanted if path and (post.root / path).is_file()}) == ()
    assert all(work.read or not work.opened for work in registry.works.values())


def test_every_reproduced_picture_is_pinned_found_verified_and_credited(post, tmp_path, monkeypatch):
    folders = tuple(
        Path(name).resolve() for name in os.environ.get("FIGPRESS_MIRROR", "").split(os.pathsep) if name
    )
    if not any(folder.is_dir() for folder in folders):
        pytest.skip("FIGPRESS_MIRROR names no folder of real files")
    registry, _ = read_registry(post)
    # In a folder of its own: what the site has kept already must not stand in for the mirror.
    files = borrowed_files(dataclasses.replace(post, root=tmp_path, mirrors=folders), registry)
    shown = {id: b for id, b in registry.borrowed.items() if b.use == "reproduced" and b.file.crop is None}
    assert len(shown) >= 6
    for id, borrowed in shown.items():
        assert isinstance(files[id], Path), files[id]
        assert sha256_of(files[id]) == borrowed.file.sha256
        line = credit(borrowed, registry.works[borrowed.work]).text
        assert "licensed under" in line and registry.works[borrowed.work].title in line
