"""How a client comes here: by WeCom's own host name, by another base URL, below a path; and what it does when its token is over."""

from office import HANDLE, PREFIX, App, Office
from program import ProgramFailed
from wechatpy.exceptions import WeChatClientException


class Doors:
    def __init__(self, office: Office):
        self.office = office
        self.app = App(office.stand, "Doors", roles=("auditor",))

    def wechatpy_finds_it_by_wecoms_name(self):
        client = self.office.sdk(self.app)
        assert client.API_BASE_URL == "https://qyapi.weixin.qq.com/cgi-bin/"
        assert client.fetch_access_token()["expires_in"] == 7200
        assert client.user.get("boss")["name"] == "Boss"

    def wechatpy_takes_another_base_url(self):
        client = self.office.sdk_with_base(self.app)
        assert client.user.get("boss")["userid"] == "boss"

    def node_easywechat_takes_another_base_url(self):
        program = self.office.node_app(self.app)
        assert program.do("get", path="user/get", query={"userid": "boss"})["name"] == "Boss"

    def node_easywechat_takes_one_below_a_path(self):
        program = self.office.node_app(self.app, PREFIX)
        assert program.do("get", path="user/get", query={"userid": "boss"})["errmsg"] == "ok"

    def a_wrong_secret_is_told_as_the_sdks_expect(self):
        client = self.office.sdk(self.app)
        client.secret = "wrong"
        self.refused(40001, client.fetch_access_token)
        program = self.office.node("app.cjs", base=f"http://127.0.0.1:{self.office.stand.port}/", corp=HANDLE, secret="wrong",
                                   agentid=1, token="t", key="k" * 43, cache=self.office.scratch + "/cache-wrong")
        try:
            program.do("refresh")
            raise AssertionError("a wrong secret gave a token")
        except ProgramFailed as told:
            assert "Failed to get access_token" in str(told) and "40001" in str(told), told

    def an_error_has_its_number_in_both(self):
        self.refused(60111, lambda: self.office.sdk(self.app).user.get("nobody-here"))
        told = self.office.node_app(self.app).do("get", path="user/get", query={"userid": "nobody-here"})
        assert told["errcode"] == 60111, told

    def wechatpy_gets_a_new_token_when_one_is_over(self):
        client = self.office.sdk(self.app)
        client.user.get("boss")
        first = client.access_token
        self.office.stand.server.sql("UPDATE sessions SET expires_at = now() - interval '1 minute' FROM apps "
                                     f"WHERE apps.id = sessions.principal_id AND apps.number = {self.app.agentid}")
        assert client.user.get("boss")["name"] == "Boss"
        assert client.access_token != first

    def wechatpy_gets_a_new_token_for_one_that_never_was(self):
        client = self.office.sdk(self.app)
        client.session.set(client.access_token_key, "never-was-a-token")
        assert client.user.get("boss")["name"] == "Boss"

    @staticmethod
    def refused(number: int, what) -> None:
        try:
            what()
        except WeChatClientException as refusal:
            assert refusal.errcode == number and "from ip: " in refusal.errmsg, refusal
            return
        raise AssertionError(f"{number} was expected")


def checks(office: Office):
    doors = Doors(office)
    for check in (doors.wechatpy_finds_it_by_wecoms_name, doors.wechatpy_takes_another_base_url,
                  doors.node_easywechat_takes_another_base_url, doors.node_easywechat_takes_one_below_a_path,
                  doors.a_wrong_secret_is_told_as_the_sdks_expect, doors.an_error_has_its_number_in_both,
                  doors.wechatpy_gets_a_new_token_when_one_is_over, doors.wechatpy_gets_a_new_token_for_one_that_never_was):
        yield check.__name__.replace("_", " "), check
