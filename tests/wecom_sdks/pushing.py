"""An app (node-easywechat) pushes messages and cards to those whom the HR system brought, and receives what they press: at one
callback opened with @wecom/crypto, at another with the SDK's own server."""

import base64
import os
import urllib.parse

from office import HANDLE, App, Office
from oauth import Browser, code_in
from stand import PASSWORD


class Pushing:
    def __init__(self, office: Office):
        self.office, self.boss, self.sync = office, office.boss, office.sync
        reader = self.boss("role.create", name="Reads people", permissions=["directory_see_all"])
        self.app = App(office.stand, "Duty", roles=(reader["id"],), trusted_hosts=["app.example"])
        self.program = office.node_app(self.app)

    def callback(self, place: str) -> None:
        self.boss("app.set_callback", app=self.app.agentid, style="xml",
                  url=f"http://127.0.0.1:{self.program.ready['port']}/{place}", token=self.program.settings["token"],
                  encoding_key=self.program.settings["key"],
                  events=["change_contact", "change_external_contact", "change_external_chat", "change_external_tag"])

    def the_callback_is_verified_by_both(self):
        self.callback("easywechat")
        self.callback("crypto")
        self.program.heard(via="crypto", Event="verify")

    def it_reads_whom_the_hr_system_brought(self):
        told = self.program.do("get", path="user/list", query={"department_id": self.sync.departments["销售"]})
        assert "p0001" in {each["userid"] for each in told["userlist"]}, told["errmsg"]
        one = self.program.do("get", path="user/get", query={"userid": "p0003"})
        assert one["name"] == "Renamed 改名", one

    def send(self, **message) -> dict:
        body = {"agentid": self.app.agentid, "safe": 0} | message
        told = self.program.do("post", path="message/send", body=body)
        assert told["errcode"] == 0, told
        return told

    def entry(self, user: str, fits) -> dict:
        chat = self.office.chat(user, self.app.id)
        return self.office.arrives(user, chat, fits)

    def words_reach_people_departments_and_tags(self):
        told = self.send(touser="p0003|nobody-here", totag=str(self.sync.tag), msgtype="text",
                         text={"content": "Duty starts at 8 值班"})
        assert told["invaliduser"] == "nobody-here" and type(told["msgid"]) is str, told
        for user in ("p0001", "p0002", "p0003"):
            entry = self.entry(user, lambda each: each["kind"] == "message" and "值班" in str(each["body"]))
            assert entry["body"] == {"kind": "text", "text": "Duty starts at 8 值班"}, entry
        self.send(touser="@all", msgtype="markdown", markdown={"content": "**All** of you"})
        self.entry("p0009", lambda each: "of you" in str(each["body"]))

    def a_file_goes_up_and_comes_down_in_the_other_language(self):
        path = os.path.join(self.office.scratch, "roster.txt")
        with open(path, "wb") as file:
            file.write("Monday: 王伟\n".encode())
        media = self.program.do("upload", type="file", file=path)
        assert media["type"] == "file" and type(media["created_at"]) is str, media
        self.send(touser="p0001", msgtype="file", file={"media_id": media["media_id"]})
        entry = self.entry("p0001", lambda each: each["kind"] == "message" and each["body"]["kind"] == "file")
        status, content = self.office.person("p0001").raw("GET", f"/api/v1/files/{entry['body']['file']}/content", None, {})
        assert (status, content) == (200, "Monday: 王伟\n".encode()), status
        there = self.program.do("download", media_id=media["media_id"])
        assert base64.b64decode(there["base64"]) == content and "roster.txt" in there["headers"]["content-disposition"], there
        assert self.office.sdk(self.app).media.download(media["media_id"]).content == content

    def card(self, task: str) -> dict:
        return {"card_type": "button_interaction", "task_id": task, "main_title": {"title": "Swap with 李芳?", "desc": "Tuesday"},
                "button_list": [{"text": "Yes", "style": 1, "key": "yes"}, {"text": "No", "style": 2, "key": "no"}]}

    def press(self, user: str, task: str, key: str) -> dict:
        """The member presses on its card; the entry of the card."""
        entry = self.entry(user, lambda each: each["kind"] == "message" and each["body"].get("card", {}).get("task_id") == task)
        self.office.person(user)("app_card.act", conversation=self.office.chat(user, self.app.id), seq=entry["seq"], key=key)
        return entry

    def a_card_is_pressed_heard_and_changed(self):
        sent = self.send(touser="p0001", msgtype="template_card", template_card=self.card("swap-1"))
        assert sent["response_code"], sent
        entry = self.press("p0001", "swap-1", "yes")
        event = self.program.heard(via="crypto", Event="template_card_event", TaskId="swap-1")
        assert (event["EventKey"], event["FromUserName"], event["ToUserName"], event["CardType"], event["AgentID"]) == \
            ("yes", "p0001", HANDLE, "button_interaction", str(self.app.agentid)), event
        told = self.program.do("post", path="message/update_template_card", body={
            "userids": ["p0001"], "agentid": self.app.agentid, "response_code": event["ResponseCode"],
            "button": {"replace_name": "Swapped"}})
        assert told["errcode"] == 0, told
        changed = self.entry("p0001", lambda each: each["kind"] == "card_updated" and each["body"]["seq"] == entry["seq"])
        assert "Swapped" in str(changed["body"]), changed
        again = self.program.do("post", path="message/update_template_card", body={
            "userids": ["p0001"], "agentid": self.app.agentid, "response_code": event["ResponseCode"],
            "button": {"replace_name": "Twice"}})
        assert again["errcode"] != 0, again

    def a_press_is_answered_at_once_sealed_by_wecom_crypto(self):
        self.program.do("answer", event="template_card_event",
                        xml="<MsgType>update_button</MsgType><Button><ReplaceName>Noted</ReplaceName></Button>")
        self.send(touser="p0002", msgtype="template_card", template_card=self.card("swap-2"))
        entry = self.press("p0002", "swap-2", "no")
        self.program.heard(via="crypto", Event="template_card_event", TaskId="swap-2")
        changed = self.entry("p0002", lambda each: each["kind"] == "card_updated" and each["body"]["seq"] == entry["seq"])
        assert "Noted" in str(changed["body"]), changed

    def the_menu_is_made_pressed_and_answered(self):
        menu = {"button": [{"type": "click", "name": "Today", "key": "today"},
                           {"name": "More", "sub_button": [{"type": "view", "name": "Help", "url": "https://acme.example/help"}]}]}
        assert self.program.do("post", path="menu/create", query={"agentid": self.app.agentid}, body=menu)["errcode"] == 0
        told = self.program.do("get", path="menu/get", query={"agentid": self.app.agentid})
        assert [each["name"] for each in told["button"]] == ["Today", "More"], told
        self.program.do("answer", event="click", xml="<MsgType>text</MsgType><Content><![CDATA[On duty today: 王伟]]></Content>")
        pressed = self.office.person("p0001")("app_menu.click", app=self.app.agentid, button=[0])
        assert pressed["event_key"] == "today", pressed
        event = self.program.heard(via="crypto", Event="click", EventKey="today")
        assert event["FromUserName"] == "p0001", event
        self.entry("p0001", lambda each: each["body"].get("text") == "On duty today: 王伟")

    def what_a_member_writes_is_heard(self):
        chat = self.office.chat("p0003", self.app.id)
        self.office.person("p0003")("message.send", conversation=chat, client_id="m1", kind="text", body={"text": "Who is on duty? 谁"})
        event = self.program.heard(via="crypto", MsgType="text")
        assert (event["Content"], event["FromUserName"]) == ("Who is on duty? 谁", "p0003"), event

    def easywechats_own_server_hears_and_answers_too(self):
        self.callback("easywechat")
        self.program.do("answer", event="text", reply="Nobody 没有")
        chat = self.office.chat("p0003", self.app.id)
        self.office.person("p0003")("message.send", conversation=chat, client_id="m2", kind="text", body={"text": "And tomorrow?"})
        event = self.program.heard(via="easywechat", MsgType="text")
        assert event["Content"] == "And tomorrow?", event
        self.entry("p0003", lambda each: each["body"].get("text") == "Nobody 没有")

    def it_hears_what_the_hr_system_changes(self):
        self.sync.client.user.update("p0060", position="Director")
        event = self.program.heard(via="easywechat", Event="change_contact", ChangeType="update_user", UserID="p0060")
        assert event["Position"] == "Director" and event["FromUserName"] == "sys", event
        made = self.sync.client.department.create("Night shift", parent_id=self.sync.root)
        event = self.program.heard(via="easywechat", Event="change_contact", ChangeType="create_party", Id=str(made["id"]))
        assert event["Name"] == "Night shift", event
        self.callback("crypto")

    def what_was_sent_is_taken_back(self):
        sent = self.send(touser="p0001", msgtype="text", text={"content": "Oops"})
        entry = self.entry("p0001", lambda each: each["body"].get("text") == "Oops")
        assert self.program.do("post", path="message/recall", body={"msgid": sent["msgid"]})["errcode"] == 0
        self.entry("p0001", lambda each: each["kind"] == "recall" and each["body"]["seq"] == entry["seq"])

    def a_group_is_made_and_written_to(self):
        made = self.program.do("post", path="appchat/create", body={"name": "Duty 值班", "owner": "p0001",
                                                                     "userlist": ["p0001", "p0002", "p0003"], "chatid": "duty1"})
        assert made["chatid"] == "duty1", made
        sent = self.program.do("post", path="appchat/send", body={"chatid": "duty1", "msgtype": "text", "safe": 0,
                                                                  "text": {"content": "Welcome 欢迎"}})
        assert sent["errcode"] == 0, sent
        info = self.office.sdk(self.app).appchat.get("duty1")
        assert (info["owner"], sorted(info["userlist"])) == ("p0001", ["p0001", "p0002", "p0003"]), info
        group = next(each for each in self.office.person("p0002").all("conversation.list") if each.get("name") == "Duty 值班")
        self.office.arrives("p0002", group["id"], lambda each: each["body"].get("text") == "Welcome 欢迎")

    def members_sign_in_at_its_page(self):
        self.office.person("p0003")
        page = urllib.parse.urlsplit(self.program.do("authorizeUrl", state="here"))
        assert (page.netloc, page.path) == ("open.weixin.qq.com", "/connect/oauth2/authorize"), page
        _, back, _ = Browser(self.office.stand.port).ask(page.path, dict(urllib.parse.parse_qsl(page.query)),
                                                         {"user": "p0003", "password": PASSWORD})
        assert back.startswith("https://app.example/back?"), back
        user = self.program.do("userFromCode", code=code_in(back, "here"))
        assert user["id"] == "p0003" and user["raw"]["UserId"] == "p0003", user

    def its_pages_are_signed(self):
        url = "https://app.example/today?team=1"
        told = self.program.do("pageSignature", url=url)
        assert told["made"]["signature"] == told["signature"], told
        told = self.program.do("agentTickets", agentid=self.app.agentid)
        assert told["ticket"] == told["sdk"], told


def checks(office: Office):
    pushing = office.pushing = Pushing(office)
    for check in (pushing.the_callback_is_verified_by_both, pushing.it_reads_whom_the_hr_system_brought,
                  pushing.words_reach_people_departments_and_tags, pushing.a_file_goes_up_and_comes_down_in_the_other_language,
                 
                  pushing.a_card_is_pressed_heard_and_changed, pushing.a_press_is_answered_at_once_sealed_by_wecom_crypto,
                  pushing.the_menu_is_made_pressed_and_answered, pushing.what_a_member_writes_is_heard,
                  pushing.easywechats_own_server_hears_and_answers_too, pushing.it_hears_what_the_hr_system_changes,
                  pushing.what_was_sent_is_taken_back, pushing.a_group_is_made_and_written_to,
                  pushing.members_sign_in_at_its_page, pushing.its_pages_are_signed):
        yield check.__name__.replace("_", " "), check
