"""What apps are told, opened as WeCom's documentation says."""

import base64
import hashlib
import http.server
import queue
import subprocess
import threading
import urllib.parse
import xml.etree.ElementTree as ET

from dialect import App, HANDLE, Stand
from messages import BUTTONS, CARD
from people import chat_with, member

TOKEN, KEY = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


def opened(sealed: str) -> tuple[str, str]:
    """The text and whom it is for."""
    key = base64.b64decode(KEY + "=")
    done = subprocess.run(["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", key[:16].hex()],
                          input=base64.b64decode(sealed), capture_output=True, check=True)
    plain = done.stdout[:-done.stdout[-1]]
    size = int.from_bytes(plain[16:20], "big")
    return plain[20:20 + size].decode(), plain[20 + size:].decode()


class Receiver:
    """An app's address: checks signatures, keeps what it is told."""

    def __init__(self):
        self.told: queue.Queue = queue.Queue()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                self.answer(receiver.check(self.path, None))

            def do_POST(self):  # pylint: disable=invalid-name
                body = ET.fromstring(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.told.put((body, ET.fromstring(receiver.check(self.path, body.findtext("Encrypt")))))
                self.answer("")

            def answer(self, text: str):
                self.send_response(200)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/callback"

    def check(self, path: str, sealed: str | None) -> str:
        query = {name: values[0] for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(path).query).items()}
        sealed = sealed or query["echostr"]
        signed = "".join(sorted([TOKEN, query["timestamp"], query["nonce"], sealed]))
        assert hashlib.sha1(signed.encode()).hexdigest() == query["msg_signature"]
        text, whom = opened(sealed)
        assert whom == HANDLE, whom
        return text

    def next(self, event: str) -> dict:
        """The fields of the next event, which must be this one."""
        outer, inner = self.told.get(timeout=30)
        assert outer.findtext("ToUserName") == HANDLE, ET.tostring(outer)
        fields = {one.tag: one.text or "" for one in inner}
        assert fields.get("Event", fields["MsgType"]) == event, fields
        assert fields["ToUserName"] == HANDLE and fields["CreateTime"].isdigit(), fields
        assert outer.findtext("AgentID") == fields["AgentID"]
        return fields | {"": inner}


class Callbacks:
    def __init__(self, stand: Stand):
        self.stand, self.receiver = stand, Receiver()
        self.zoe = member(stand, "cbzoe", "Zoe")
        self.app = App(stand, "Callbacks", everybody=False, report_enter=True)
        stand.boss("app.set_callback", app=self.app.agentid, style="xml", url=self.receiver.url, token=TOKEN, encoding_key=KEY)

    def of_zoe(self, event: str, names: set[str]) -> dict:
        fields = self.receiver.next(event)
        assert fields["FromUserName"] == "cbzoe" and fields["AgentID"] == str(self.app.agentid), fields
        assert set(fields) - {""} == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "AgentID"} | names, fields
        return fields

    def coming_and_going(self):
        self.stand.boss("app.update", app=self.app.agentid, range={"members": ["cbzoe"]})
        assert self.of_zoe("subscribe", {"Event", "EventKey"})["EventKey"] == ""
        self.stand.boss("app.update", app=self.app.agentid, range={})
        assert self.of_zoe("unsubscribe", {"Event", "EventKey"})["MsgType"] == "event"
        self.stand.boss("app.update", app=self.app.agentid, range={"members": ["cbzoe"]})
        self.of_zoe("subscribe", {"Event", "EventKey"})

    def entering(self):
        self.chat = chat_with(self.zoe, self.app.agentid)
        assert self.of_zoe("enter_agent", {"Event", "EventKey"})["EventKey"] == ""

    def writing(self):
        self.zoe("message.send", conversation=self.chat, kind="text", client_id="hello", body={"text": "你好 <b>]]>"})
        told = self.of_zoe("text", {"Content", "MsgId"})
        assert told["Content"] == "你好 <b>]]>" and told["MsgId"].isdigit(), told

    def menus(self):
        self.app.post("menu/create", {"button": [
            {"type": "click", "name": "今日歌曲", "key": "EVENTKEY"}, {"type": "view", "name": "搜索", "url": "http://www.soso.com/"},
            {"name": "更多", "sub_button": [{"type": "view_miniprogram", "name": "小程序", "appid": "wx", "pagepath": "index"}]}]},
            agentid=self.app.agentid)
        for button, event, key in (([0], "click", "EVENTKEY"), ([1], "view", "http://www.soso.com/"),
                                   ([2, 0], "view_miniprogram", "index")):
            self.zoe("app_menu.click", app=self.app.agentid, button=button)
            assert self.of_zoe(event, {"Event", "EventKey"})["EventKey"] == key

    def cards(self):
        def send(card: dict) -> int:
            self.app.post("message/send", {"touser": "cbzoe", "agentid": self.app.agentid, "msgtype": "template_card",
                                           "template_card": card})
            page = self.zoe("entry.list", conversation=self.chat, limit=100)["items"]
            return page[-1]["seq"]
        seq = send(BUTTONS)
        self.zoe("app_card.act", conversation=self.chat, seq=seq, key="button_key_1", choices=[
            {"question_key": "btn_question_key1", "option_ids": ["btn_selection_id2"]}])
        names = {"Event", "EventKey", "TaskId", "CardType", "ResponseCode"}
        told = self.of_zoe("template_card_event", names | {"SelectedItems"})
        assert (told["EventKey"], told["TaskId"], told["CardType"]) == ("button_key_1", "task_2", "button_interaction")
        item = told[""].find("SelectedItems/SelectedItem")
        assert item.findtext("QuestionKey") == "btn_question_key1" and item.findtext("OptionIds/OptionId") == "btn_selection_id2"
        self.app.post("message/update_template_card", {"userids": ["cbzoe"], "agentid": self.app.agentid,
                                                       "response_code": told["ResponseCode"], "button": {"replace_name": "done"}})
        seq = send(CARD)
        self.zoe("app_card.act", conversation=self.chat, seq=seq, key="A")
        told = self.of_zoe("template_card_menu_event", names)
        assert (told["EventKey"], told["TaskId"], told["CardType"]) == ("A", "task_id", "text_notice") and told["ResponseCode"]


def checks(stand: Stand):
    subject = Callbacks(stand)
    for name in ("coming_and_going", "entering", "writing", "menus", "cards"):
        yield "apps are told of " + name, getattr(subject, name)
