"""Members sign in at apps with a browser; apps learn who they are. And the tickets of pages."""

import http.client
import re
import urllib.parse

from dialect import App, PASSWORD, Stand, shaped
from people import member

BACK = "http://api.3dept.com/cgi-bin/query?action=get"


class Browser:
    """Keeps the session's cookie; follows nothing."""

    def __init__(self, port: int):
        self.port, self.cookie = port, None

    def ask(self, path: str, query: dict, form: dict | None = None):
        """Status, Location or where the page goes on, and the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            body, headers["Content-Type"] = urllib.parse.urlencode(form), "application/x-www-form-urlencoded"
        connection.request("GET" if form is None else "POST", path + "?" + urllib.parse.urlencode(query), body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            assert "HttpOnly" in cookie and "SameSite=Lax" in cookie, cookie
            self.cookie = cookie.split(";")[0]
        on = re.search(r'http-equiv="refresh" content="0;url=([^"]*)"', page)
        where = answer.getheader("Location") or (on.group(1).replace("&amp;", "&") if on else None)
        connection.close()
        return answer.status, where, page


def code_in(where: str, state: str = "STATE") -> str:
    fields = urllib.parse.parse_qs(urllib.parse.urlsplit(where).query, keep_blank_values=True)
    assert fields["state"] == [state], where
    return fields["code"][0]


class SignIns:
    def __init__(self, stand: Stand):
        self.stand = stand
        self.app = App(stand, "Sign-ins", trusted_hosts=["API.3dept.com", "127.0.0.1:8080"])
        self.narrow = App(stand, "Narrow", everybody=False, trusted_hosts=["api.3dept.com"])
        member(stand, "oauthann", "Ann")
        stand.boss("member.update", member="oauthann", mobile="13800000088", email="ann@example.com", gender="female")
        self.browser = Browser(stand.port)

    def query(self, **fields) -> dict:
        return {"appid": "acme", "redirect_uri": BACK, "response_type": "code", "scope": "snsapi_base", "state": "STATE",
                "agentid": self.app.agentid} | fields

    def authorize(self, browser: Browser | None = None, form: dict | None = None, path: str = "/connect/oauth2/authorize", **fields):
        return (browser or self.browser).ask(path, self.query(**fields), form)

    def members_sign_in_with_their_password(self):
        status, where, page = self.authorize()
        assert status == 200 and where is None and 'name="password"' in page and "Sign-ins" in page
        status, where, page = self.authorize(form={"user": "oauthann", "password": "wrong"})
        assert status == 400 and where is None and 'role="alert"' in page and 'value="wrong"' not in page
        status, where, _ = self.authorize(form={"user": "oauthann", "password": PASSWORD})
        assert status == 200 and where.startswith(BACK + "&code="), (status, where)
        told = self.app.get("auth/getuserinfo", code=code_in(where))
        shaped(told, {"errcode": 0, "errmsg": "ok", "userid": "oauthann", "user_ticket": ""})
        assert self.app.code("auth/getuserinfo", {"code": code_in(where)}) == 40029  # once

    def who_has_a_session_goes_on_at_once(self):
        status, where, _ = self.authorize()
        assert status == 303 and where.startswith(BACK + "&code="), (status, where)
        told = self.app.get("user/getuserinfo", code=code_in(where))
        shaped(told, {"errcode": 0, "errmsg": "ok", "UserId": "oauthann", "DeviceId": str, "OpenId": str})
        status, where, _ = self.authorize(redirect_uri="http://127.0.0.1:8080/x#top", state="a b&c")
        assert status == 303 and where.endswith("#top") and where.startswith("http://127.0.0.1:8080/x?code=")
        code_in(where, "a b&c")

    def scanning_has_pages_too(self):
        for path, fields in (("/wwlogin/sso/login", {"login_type": "CorpApp"}), ("/wwopen/sso/qrConnect", {})):
            status, where, _ = self.authorize(path=path, **fields)
            assert status == 303
            assert self.app.get("auth/getuserinfo", code=code_in(where))["userid"] == "oauthann"
            status, _, page = self.authorize(Browser(self.stand.port), path=path, lang="zh", **fields)
            assert status == 200 and "登录" in page

    def private_things_are_agreed_to(self):
        private = {"scope": "snsapi_privateinfo"}
        status, where, page = self.authorize(**private)
        assert status == 200 and where is None and 'name="agree"' in page
        _, where, _ = self.authorize(form={"agree": "1"}, **private)
        told = self.app.get("auth/getuserinfo", code=code_in(where))
        assert told["user_ticket"], told
        detail = self.app.post("auth/getuserdetail", {"user_ticket": told["user_ticket"]})
        shaped(detail, {"errcode": 0, "errmsg": "ok", "userid": "oauthann", "gender": "2", "avatar": str, "qr_code": str,
                        "mobile": str, "email": "ann@example.com", "biz_mail": str, "address": str})
        assert detail["mobile"].endswith("13800000088"), detail
        shaped(self.app.post("user/getuserdetail", {"user_ticket": told["user_ticket"]}), {"userid": "oauthann"})
        assert self.narrow.code("auth/getuserdetail", body={"user_ticket": told["user_ticket"]}) == 40078
        assert self.app.code("auth/getuserdetail", body={"user_ticket": "junk"}) == 40078
        status, where, _ = self.authorize(agentid=self.narrow.agentid, form={"agree": "1"}, **private)
        assert status == 403 and where is None  # not in its range

    def without_an_app_any_that_trusts_the_host_asks(self):
        status, where, _ = self.authorize(agentid="", scope="snsapi_privateinfo")
        assert status == 303
        told = self.narrow.get("auth/getuserinfo", code=code_in(where))
        assert told["userid"] == "oauthann" and told["user_ticket"] == ""
        _, where, _ = self.authorize(agentid="", redirect_uri="http://127.0.0.1:8080/")
        assert self.narrow.code("auth/getuserinfo", {"code": code_in(where)}) == 40029

    def codes_are_of_one_app(self):
        _, where, _ = self.authorize()
        assert self.narrow.code("auth/getuserinfo", {"code": code_in(where)}) == 40029
        assert self.app.get("auth/getuserinfo", code=code_in(where))["userid"] == "oauthann"
        assert self.app.code("auth/getuserinfo", {"code": "junk"}) == 40029
        assert self.app.code("auth/getuserinfo") == 41008

    def strangers_are_sent_nowhere(self):
        for uri in ("http://evil.example/", "http://api.3dept.com.evil.example/", "http://api.3dept.com@evil.example/",
                    "http://evil.example\\@api.3dept.com/", "javascript:alert(1)//api.3dept.com", "//api.3dept.com/",
                    "http://api.3dept.com:81/", "http://evil.example/#api.3dept.com", ""):
            status, where, page = self.authorize(redirect_uri=uri)
            assert status == 400 and where is None and "50001" in page, (uri, status)
        assert self.authorize(appid="nobody")[0] == 404
        assert self.authorize(agentid="7")[0] == 404
        assert self.authorize(agentid="x")[0] == 404
        stale = Browser(self.stand.port)
        stale.cookie = self.browser.cookie.split("=")[0] + "=junk"
        status, where, page = self.authorize(stale)
        assert status == 200 and where is None and 'name="password"' in page

    def what_people_write_is_text(self):
        self.stand.boss("app.update", app=self.narrow.agentid, name="<b>N</b>")
        page = self.authorize(Browser(self.stand.port), agentid=self.narrow.agentid)[2]
        assert "<b>N" not in page and "&lt;b&gt;N" in page

    def hosts_are_looked_after(self):
        boss = self.stand.boss
        assert boss("app.get", app=self.app.agentid)["trusted_hosts"] == ["api.3dept.com", "127.0.0.1:8080"]
        assert self.app.get("agent/get", agentid=self.app.agentid)["redirect_domain"] == "api.3dept.com"
        for host in ("http://x.example", "x/y", "a b", "x:99999999", "-x", ""):
            assert boss.refused("app.update", app=self.app.agentid, trusted_hosts=[host]) == 400, host
        boss("app.update", app=self.narrow.agentid, trusted_hosts=[])
        assert self.authorize(agentid=self.narrow.agentid)[0] == 400

    def pages_have_tickets(self):
        ticket = {"errcode": 0, "errmsg": "ok", "ticket": str, "expires_in": int}
        company, again = self.app.get("get_jsapi_ticket"), self.narrow.get("get_jsapi_ticket")
        shaped(company, ticket)
        assert company["ticket"] == again["ticket"] and 7000 < company["expires_in"] <= 7200, company
        own = self.app.get("ticket/get", type="agent_config")
        shaped(own, ticket)
        assert len({company["ticket"], own["ticket"], self.narrow.get("ticket/get", type="agent_config")["ticket"]}) == 3
        assert self.app.get("ticket/get", type="agent_config")["ticket"] == own["ticket"]
        assert self.app.code("ticket/get", {"type": "other"}) == 40035


def checks(stand: Stand):
    subject = SignIns(stand)
    for name in ("members_sign_in_with_their_password", "who_has_a_session_goes_on_at_once", "scanning_has_pages_too",
                 "private_things_are_agreed_to", "without_an_app_any_that_trusts_the_host_asks", "codes_are_of_one_app",
                 "strangers_are_sent_nowhere", "what_people_write_is_text", "hosts_are_looked_after", "pages_have_tickets"):
        yield name.replace("_", " "), getattr(subject, name)
