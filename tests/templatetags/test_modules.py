import re

from django.conf import settings
from django.template import Context, Template


def test_every_module_is_named_beforehand_and_may_run():
    html = Template("{% load modules %}{% modules %}").render(Context({"csp_nonce": "n1"}))
    names = re.findall(r'<link rel="modulepreload" href="/static/js/(\w+\.js)" nonce="n1">', html)
    assert {*names, "main.js"} == {path.name for path in (settings.BASE_DIR / "static" / "js").iterdir()}
    assert len(names) == html.count("<link")
