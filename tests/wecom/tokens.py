"""Tokens: who gets one, and what others are told."""

from dialect import App, HANDLE, Stand, shaped


class Tokens:
    def __init__(self, stand: Stand):
        self.stand, self.app = stand, App(stand, "Tokens")

    def is_given_for_a_secret(self):
        # GET https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=ID&corpsecret=SECRET
        told = self.app.ok("gettoken", {"corpid": HANDLE, "corpsecret": self.app.secret, "debug": "1"}, token=False)
        shaped(told, {"errcode": 0, "errmsg": "ok", "access_token": str, "expires_in": 7200})
        assert len(told["access_token"]) <= 512

    def is_refused_without_one(self):
        ask = self.app.ask
        assert ask("gettoken", {"corpid": HANDLE, "corpsecret": "wrong"}, token=False)["errcode"] == 40001
        assert ask("gettoken", {"corpid": "nobody", "corpsecret": "wrong"}, token=False)["errcode"] == 40013
        assert ask("gettoken", {"corpsecret": "wrong"}, token=False)["errcode"] == 41002
        assert ask("gettoken", {"corpid": HANDLE}, token=False)["errcode"] == 41004

    def opens_what_the_app_may(self):
        app = self.app
        assert app.ask("user/get", {"userid": "boss"}, token=False)["errcode"] == 41001
        assert app.ask("user/get", {"userid": "boss", "access_token": "junk"}, token=False)["errcode"] == 40014
        told = app.ask("user/get", {"userid": "boss", "access_token": self.stand.boss.token}, token=False)
        assert told["errcode"] == 48002, told

    def unknown_paths_are_told(self):
        told = self.app.ask("no/such/thing", {"a": 1})
        assert told["errcode"] == 40066 and "no/such/thing" in told["errmsg"], told
        assert self.app.ask("user//get", {"userid": "nobody-here"})["errcode"] != 40066

    def what_is_no_json_is_told(self):
        status, _, answer = self.app.raw("POST", "message/send", {"access_token": self.app.token}, b"{nonsense")
        assert status == 200 and b"wrong json format" in answer, (status, answer)


def checks(stand: Stand):
    tokens = Tokens(stand)
    for name in ("is_given_for_a_secret", "is_refused_without_one", "opens_what_the_app_may", "unknown_paths_are_told",
                 "what_is_no_json_is_told"):
        yield "a token " + name.replace("_", " ") if "is_" in name[:3] else name.replace("_", " "), getattr(tokens, name)
