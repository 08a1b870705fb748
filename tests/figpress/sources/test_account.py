"""What is somebody else's is accounted for, and the site's own licence with it."""

import tiny

from figpress.review.check import check


def test_the_sites_licence_is_looked_at_where_nothing_is_borrowed(tmp_path):
    site = tiny.site(
        tmp_path, {"mkdocs.yml": "site_name: Tiny\nplugins:\n  - figpress:\n      licence: CC-BY-4\n"}
    )
    assert [(f.rule, f.severity) for f in check(site)] == [("rights", "error")]
