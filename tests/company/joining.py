"""The pages behind an invitation, as a browser without scripts sees them."""

import http.client
import html
import re
import urllib.parse

from stand import Caller


class Browser:
    def __init__(self, stand, languages: str = "en"):
        self.stand, self.languages = stand, languages
        self.status, self.page, self.headers = 0, "", {}

    def go(self, path: str, form: dict | None = None, method: str | None = None) -> str:
        """The page, or the address that it leads to."""
        connection = http.client.HTTPConnection("127.0.0.1", self.stand.port, timeout=60)
        headers = {"Accept-Language": self.languages}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method or ("GET" if form is None else "POST"), path, body, headers)
        answer = connection.getresponse()
        self.status, self.headers = answer.status, dict(answer.getheaders())
        self.page = answer.read().decode()
        connection.close()
        return self.headers.get("Location", self.page)


def strict(browser: Browser):
    policy = browser.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "form-action 'self'" in policy and "unsafe" not in policy, policy
    assert browser.headers["Referrer-Policy"] == "no-referrer" and browser.headers["Cache-Control"] == "no-store"
    assert "<script" not in browser.page and 'name="viewport"' in browser.page


def by_the_link(stand):
    made = stand.boss("invitation.create", departments=[1], uses=2)
    browser, link = Browser(stand), made["link"]
    assert "Join Acme" in browser.go(link) and browser.status == 200, browser.page
    strict(browser)
    assert '<html lang="en">' in browser.page
    chinese = Browser(stand, "fr;q=0.1, zh-CN,zh;q=0.9,en;q=0.8")
    assert "加入 Acme" in chinese.go(link) and '<html lang="zh">' in chinese.page
    browser.go(link, method="HEAD")
    assert browser.status == 200 and not browser.page

    # What is wrong is said beside its field, and what was written stays, as text.
    evil = '"><script>alert(1)</script>'
    browser.go(link, {"userid": evil, "name": evil, "mobile": ""})
    strict(browser)
    assert browser.status == 400 and html.escape(evil, quote=False) in browser.page.replace("&quot;", '"'), browser.page
    assert "letters, digits" in browser.page.split('role="alert"')[1], browser.page
    browser.go(link, {"userid": "p00003", "name": "Again", "mobile": ""})
    assert browser.status == 400 and "already" in browser.page, browser.page

    onward = browser.go(link, {"userid": "link1", "name": "<b>林一</b>", "mobile": "13911112222"})
    assert browser.status == 303 and onward.startswith("/activate/"), (browser.status, onward)
    assert "Choose a password" in browser.go(onward)
    strict(browser)
    browser.go(onward, {"password": "short", "again": "short"})
    assert browser.status == 400 and "At least 10" in browser.page.split('role="alert"')[1], browser.page
    browser.go(onward, {"password": "long enough one", "again": "long enough two"})
    assert browser.status == 400 and "differ" in browser.page, browser.page
    browser.go(onward, {"password": "long enough one", "again": "long enough one"})
    assert browser.status == 200 and "link1" in browser.page, browser.page
    assert stand.signed_in("link1", "long enough one")("me.get")["principal"]["name"] == "<b>林一</b>"
    browser.go(onward, {"password": "long enough two", "again": "long enough two"})
    assert browser.status == 404 and "does not work" in browser.page, browser.page

    # The second use is the last one.
    assert "/activate/" in chinese.go(link, {"userid": "link2", "name": "林二"})
    browser.go(link)
    assert browser.status == 404 and "This invitation is over" in browser.page, browser.page
    strict(browser)
    chinese.go(link, {"userid": "link3", "name": "林三"})
    assert chinese.status == 404 and "邀请已失效" in chinese.page, chinese.page
    assert stand.boss.refused("member.get", member="link3") == 404
    browser.go("/join/not-a-code")
    assert browser.status == 404 and "This invitation is over" in browser.page, browser.page
    for body, kind in (("{}", "application/json"), ("userid=%zz", "application/x-www-form-urlencoded"),
                       ("a=" + "x" * 20000, "application/x-www-form-urlencoded")):
        status, _ = Caller(stand).raw("POST", link, body.encode(), {"Content-Type": kind})
        assert status in (400, 413, 415), (kind, status)
    assert Caller(stand).raw("DELETE", link, None, {})[0] == 405


def with_approval(stand):
    link = stand.boss("invitation.create", departments=[1], approval=True)["link"]
    browser = Browser(stand)
    browser.go(link, {"userid": "link4", "name": "林四", "mobile": ""})
    assert browser.status == 200 and "waiting" in browser.page, browser.page
    onward = re.search(r'href="(/activate/[^"]+)"', browser.page)[1]
    password = {"password": "long enough one", "again": "long enough one"}
    browser.go(onward, password)
    assert browser.status == 404 and "not been approved" in browser.page, browser.page
    request = next(item for item in stand.boss.all("join_request.list") if item["userid"] == "link4")
    stand.boss("join_request.decide", request=request["id"], approve=True)
    browser.go(onward, password)
    assert browser.status == 200, browser.page
    assert stand.signed_in("link4", "long enough one")("me.get")["principal"]["userid"] == "link4"
