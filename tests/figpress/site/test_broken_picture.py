"""A kept picture that is none any more is a finding with its next step, not a traceback."""

import shelf


def test_a_picture_that_cannot_be_shown_is_told(tmp_path):
    drawn = shelf.drawn(tmp_path)
    (artifact,) = drawn.artifacts
    artifact.path.write_text("<?x")
    page, findings = shelf.convert(
        shelf.library(tmp_path, {"index.md": "# A\n\n![keys](fig:qkv/paths)\n"}, drawn), "index.md"
    )
    ((rule, where, hint),) = [(f.rule, str(f.where), f.hint) for f in findings]
    assert (rule, where, hint) == ("figure-failed", "docs/index.md:3", "figpress render --force qkv/paths")
    assert "cannot be shown" in page and "Keys that nobody attends to" in page
