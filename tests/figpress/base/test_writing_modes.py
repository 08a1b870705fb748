"""A file that is replaced keeps its readers; a new one has those that any program would give it."""

from figpress.base.writing import UMASK, write_beside


def test_modes(tmp_path):
    write_beside(tmp_path / "new", "x")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o666 & ~UMASK
    (tmp_path / "new").chmod(0o640)
    write_beside(tmp_path / "new", "y")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640
