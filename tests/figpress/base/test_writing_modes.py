"""A file that is replaced keeps its readers; a new one has those that any program would give it."""

from figpress.base.writing import UMASK, file_name, private_folder, write_beside


def test_modes(tmp_path):
    write_beside(tmp_path / "new", "x")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o666 & ~UMASK
    (tmp_path / "new").chmod(0o640)
    write_beside(tmp_path / "new", "y")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_a_name_for_any_id_is_one_file_systems_take_and_no_two_ids_share():
    assert file_name("a/b c") == "a%2Fb%20c" and file_name("x" * 180) == "x" * 180
    long = file_name("é" * 300)
    assert len(long) <= 180 and long != file_name("é" * 299 + "e")


def test_the_private_folder_keeps_itself_out_of_version_control(tmp_path):
    folder = private_folder(tmp_path / "site" / ".figpress")
    assert (folder / ".gitignore").read_text() == "*\n"
    (folder / ".gitignore").write_text("*\n# mine\n")
    assert (private_folder(folder) / ".gitignore").read_text() == "*\n# mine\n"
