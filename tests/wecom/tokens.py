"""Tokens: who gets one, and what others are told."""

import time

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
        assert told["errcode"] == 404 and "no/such/thing" in told["errmsg"], told
        assert self.app.code("user//get", {"userid": "nobody-here"}) == 60111

    def invented_ones_buy_nothing(self):
        # Where anybody may ask, a token in the query is not looked at; what follows it is refused as before.
        told = self.app.ask("gettoken", {"corpid": HANDLE, "corpsecret": self.app.secret, "access_token": "junk"},
                            token=False)
        assert told["errcode"] == 0, told
        assert self.app.ask("user/get", {"userid": "boss", "access_token": "junk"}, token=False)["errcode"] == 40014

    def a_wrong_secret_keeps_no_other_app_out(self):
        for _ in range(12):
            told = self.app.ask("gettoken", {"corpid": HANDLE, "corpsecret": "forgotten"}, token=False)
        assert told["errcode"] == 45009, told  # this secret has been tried often enough
        assert self.app.get_token()

    def hostile_numbers_and_texts_are_refused(self):
        app = App(self.stand, "Numbers", ("directory_admin",))
        for number in (99999999999, 2**63 - 1, -2**63, 2**64 - 1, 3000000000, "9" * 400):
            for path, body in (("department/create", {"name": "x", "parentid": number}), ("tag/get", {"tagid": number}),
                               ("user/list", {"department_id": number}), ("agent/get", {"agentid": number}),
                               ("user/create", {"userid": "x", "name": "x", "department": [number]})):
                told = app.ask(path, body=body)
                assert told["errcode"] not in (0, -1), (path, number, told)
        status, _, answer = app.raw("GET", "user/get", {"access_token": app.token, "userid": "a\0b"})
        assert status == 200 and b'"errcode":40035' in answer, answer

    def long_markup_costs_little(self):
        began = time.monotonic()
        self.app.ask("message/send", body={"touser": "boss", "agentid": self.app.agentid, "msgtype": "text",
                                           "text": {"content": "<a" * 400000 + ">"}})
        assert time.monotonic() - began < 10

    def what_is_no_json_is_told(self):
        status, _, answer = self.app.raw("POST", "message/send", {"access_token": self.app.token}, b"{nonsense")
        assert status == 200 and b"wrong json format" in answer, (status, answer)


def checks(stand: Stand):
    tokens = Tokens(stand)
    for name in ("is_given_for_a_secret", "is_refused_without_one", "opens_what_the_app_may", "unknown_paths_are_told",
                 "invented_ones_buy_nothing", "a_wrong_secret_keeps_no_other_app_out",
                 "hostile_numbers_and_texts_are_refused", "long_markup_costs_little", "what_is_no_json_is_told"):
        yield "a token " + name.replace("_", " ") if "is_" in name[:3] else name.replace("_", " "), getattr(tokens, name)
