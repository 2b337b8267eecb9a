"""Members and departments from files: batch/*, and who is told of the end of a job. On a server of its own: full
replacement takes people out."""

import base64
import hashlib
import http.server
import os
import re
import subprocess
import threading
import urllib.parse

from dialect import App, Stand, shaped
from stand import SETTINGS, wait_for

TOKEN, KEY = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
HEADER = "姓名,帐号,手机号,邮箱,所在部门,职位,性别,是否部门内领导,排序,别名,地址,座机,禁用,禁用项说明：(0-启用;1-禁用)"


def opened(sealed: str) -> tuple[str, str]:
    """The text of an envelope of WeCom's callbacks, and for whom it is."""
    key = base64.b64decode(KEY + "=")
    plain = subprocess.run(["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", key[:16].hex()],
                           input=base64.b64decode(sealed), capture_output=True, check=True).stdout
    plain = plain[16:-plain[-1]]
    size = int.from_bytes(plain[:4], "big")
    return plain[4:4 + size].decode(), plain[4 + size:].decode()


def signed(query: dict, sealed: str) -> bool:
    parts = sorted([TOKEN, query["timestamp"][0], query["nonce"][0], sealed])
    return hashlib.sha1("".join(parts).encode()).hexdigest() == query["msg_signature"][0]


class Listener:
    """An address that WeCom's callbacks may go to."""

    def __init__(self):
        told = self.told = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
                sealed = query["echostr"][0]
                self.answer(opened(sealed)[0] if signed(query, sealed) else "wrong signature")

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                url = urllib.parse.urlparse(self.path)
                sealed = re.search(r"<Encrypt><!\[CDATA\[(.*?)\]\]>", body).group(1)
                assert signed(urllib.parse.parse_qs(url.query), sealed)
                told.append((url.path, *opened(sealed)))
                self.answer("success")

            def answer(self, text: str):
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Batches:
    def __init__(self, shared: Stand):
        self.stand = Stand(shared.server.binary, os.path.join(shared.scratch, "batches"),
                           SETTINGS | {"webhooks": {"allowed_networks": ["127.0.0.0/8"]}})
        self.listener = Listener()
        self.sync = App(self.stand, "HR", ("directory_admin",), everybody=False)
        for number, name in ((2, "Sales"), (7, "Office")):
            told = self.sync.ask("department/create", body={"name": name, "parentid": 1, "id": number})
            assert told["errcode"] == 0, told

    def close(self):
        self.listener.close()
        self.stand.server.cleanup()

    def media(self, app: App, text: str, name: str = "batch.csv") -> str:
        """The id of an uploaded file of the app."""
        caller = type(self.stand.boss)(self.stand, app.token)
        query = urllib.parse.urlencode({"filename": name, "type": "file"})
        status, answer = caller.raw("POST", "/api/v1/app-media?" + query, text.encode(),
                                    {"Content-Type": "application/octet-stream"})
        assert status == 200, answer
        return re.search(rb'"id":"([^"]+)"', answer).group(1).decode()

    def begun(self, path: str, text: str, **more) -> str:
        told = self.sync.ask(path, body={"media_id": self.media(self.sync, text)} | more)
        shaped(told, {"errcode": 0, "errmsg": "ok", "jobid": str})
        assert len(told["jobid"]) <= 64
        return told["jobid"]

    def ended(self, job: str) -> dict:
        def look():
            told = self.sync.ask("batch/getresult", {"jobid": job})
            if told["errcode"]:
                return told
            shaped(told, {"errcode": 0, "errmsg": "ok", "status": int, "type": str, "total": int, "percentage": int,
                          "result": [dict]})
            return told if told["status"] == 3 else None
        return wait_for(look, 60, "the batch ends", 0.05)

    def told(self, count: int) -> list:
        wait_for(lambda: len(self.listener.told) >= count, 30, f"{count} callbacks")
        return self.listener.told

    # ---- checks

    def members_come_and_change(self):
        sync = self.sync
        sync.ask("user/create", body={"userid": "lisi", "name": "李四", "mobile": "13800000001", "department": [2]})
        # https://developer.work.weixin.qq.com/document/path/90980
        job = self.begun("batch/syncuser", "\ufeff" + "\n".join([
            HEADER,
            "张三,zhangsan,13800000000,zhangsan@qq.com,2;7,产品经理,男,1;0,10;40,jackzhang,广州,020-123456,0,",
            "李四新,lisi,13800000001,,7,,女,,5,,,,1,",
            "王五,wangwu,13800000001,,1,,,,,,,,,",
            "赵六,zhaoliu,13800000003,,88,,,,,,,,,"]),
            to_invite=True, callback={"url": self.listener.url("/own?a=1"), "token": TOKEN, "encodingaeskey": KEY})
        told = self.ended(job)
        # https://developer.work.weixin.qq.com/document/path/90983
        assert told["type"] == "sync_user" and told["total"] == 4 and told["percentage"] == 100, told
        shaped(told["result"], [{"userid": str, "errcode": int, "errmsg": str}])
        assert [(one["userid"], one["errcode"]) for one in told["result"]] == [
            ("zhangsan", 0), ("lisi", 0), ("wangwu", 60104), ("zhaoliu", 0)], told
        member = sync.get("user/get", userid="zhangsan")
        expected = {"department": [2, 7], "order": [10, 40], "is_leader_in_dept": [1, 0], "position": "产品经理",
                    "gender": "1", "alias": "jackzhang", "telephone": "020-123456", "status": 4}
        assert expected.items() <= member.items(), member
        member = sync.get("user/get", userid="lisi")
        assert {"name": "李四新", "department": [7], "order": [5], "status": 2, "gender": "2"}.items() <= member.items()
        assert sync.get("user/get", userid="zhaoliu")["department"] == [88]
        assert sync.get("department/get", id=88)["department"]["parentid"] == 1
        assert sync.code("user/get", {"userid": "wangwu"}) == 60111

    def the_end_is_told_to_the_address_of_the_request(self):
        # https://developer.work.weixin.qq.com/document/path/90973
        path, xml, receiver = self.told(1)[0]
        assert path == "/own" and receiver == "acme", (path, receiver)
        for part in ("<ToUserName><![CDATA[acme]]></ToUserName>", "<MsgType><![CDATA[event]]></MsgType>",
                     "<Event><![CDATA[batch_job_result]]></Event>", "<JobType><![CDATA[sync_user]]></JobType>",
                     "<ErrCode>0</ErrCode>", "<ErrMsg><![CDATA[ok]]></ErrMsg>"):
            assert part in xml, xml
        assert re.search(r"<CreateTime>\d+</CreateTime>.*<BatchJob><JobId><!\[CDATA\[[-0-9a-f]{36}\]\]></JobId>", xml)

    def or_to_the_callback_of_the_app(self):
        self.stand.boss("app.set_callback", app=self.sync.agentid, style="xml", url=self.listener.url("/app"),
                        token=TOKEN, encoding_key=KEY)
        job = self.begun("batch/syncuser", "name,userid,position\n李四新,lisi,经理\n")
        assert self.ended(job)["result"] == [{"userid": "lisi", "errcode": 0, "errmsg": "ok"}]
        assert self.sync.get("user/get", userid="lisi")["position"] == "经理"
        path, xml, _ = self.told(2)[1]
        assert path == "/app" and job in xml, (path, xml)

    def full_replacement_takes_out_who_is_missing(self):
        sync = self.sync
        rows = [f"成员{n},bulk{n},,,2,,,,,,,,," for n in range(7)]
        self.ended(self.begun("batch/syncuser", "\n".join([HEADER, *rows])))
        names = ["李四新,lisi,,,7", "张三,zhangsan,,,2", "Boss,boss,,,1", *(f"成员{n},bulk{n},,,2" for n in range(3)),
                 "新人,xinren,,,7"]
        # https://developer.work.weixin.qq.com/document/path/90981
        told = self.ended(self.begun("batch/replaceuser", "\n".join(["姓名,帐号,手机号,邮箱,所在部门", *names])))
        assert told["type"] == "replace_user", told
        codes = {one["userid"]: one["errcode"] for one in told["result"]}
        gone = {"bulk3", "bulk4", "bulk5", "bulk6", "zhaoliu"}
        assert all(codes[userid] == 0 for userid in gone) and codes["xinren"] == 0, told
        assert codes["boss"] == 60011, told
        here = {one["userid"] for one in sync.get("user/list", department_id=1, fetch_child=1)["userlist"]}
        assert here == {"boss", "lisi", "zhangsan", "bulk0", "bulk1", "bulk2", "xinren"}, here

    def a_file_that_lacks_too_many_changes_nothing(self):
        before = self.sync.get("user/list", department_id=1, fetch_child=1)["userlist"]
        told = self.ended(self.begun("batch/replaceuser", "姓名,帐号,所在部门\n单,alone,2\n"))
        assert told["errcode"] == 45026, told
        assert self.sync.get("user/list", department_id=1, fetch_child=1)["userlist"] == before

    def who_may_do_more_stays(self):
        members = self.sync.get("user/list", department_id=1, fetch_child=1)["userlist"]
        rows = [f"{one['name']},{one['userid']},{one['department'][0]}" for one in members if one["userid"] != "boss"]
        told = self.ended(self.begun("batch/replaceuser", "\n".join(["姓名,帐号,所在部门", *rows])))
        codes = {one["userid"]: one["errcode"] for one in told["result"]}
        assert codes.pop("boss") == 60011 and set(codes.values()) == {0}, told
        assert self.sync.get("user/get", userid="boss")["status"] == 1

    def who_left_comes_back_by_a_file(self):
        told = self.ended(self.begun("batch/syncuser", "姓名,帐号,所在部门\n赵六,zhaoliu,2\n"))
        assert told["result"] == [{"userid": "zhaoliu", "errcode": 0, "errmsg": "ok"}], told
        assert self.sync.get("user/get", userid="zhaoliu")["department"] == [2]

    def departments_are_replaced(self):
        sync = self.sync
        sync.ask("department/create", body={"name": "Empty", "parentid": 7, "id": 9})
        # https://developer.work.weixin.qq.com/document/path/90982
        told = self.ended(self.begun("batch/replaceparty", "\n".join([
            "部门名称,部门ID,父部门ID,排序", "Acme,1,0,", "North,21,20,3", "Region,20,1,", "Vertrieb,2,20,8", "Office,7,1,0",
            "Lost,30,99,"])))
        assert told["type"] == "replace_party" and told["percentage"] == 100 and told["total"] == 6, told
        shaped(told["result"], [{"action": int, "partyid": int, "errcode": int, "errmsg": str}])
        results = {one["partyid"]: (one["action"], one["errcode"]) for one in told["result"]}
        assert results == {1: (0, 0), 20: (1, 0), 21: (1, 0), 2: (2 | 4 | 8, 0), 7: (0, 0), 30: (0, 60004)}, results
        tree = {one["id"]: one for one in sync.get("department/list")["department"]}
        assert set(tree) == {1, 2, 7, 20, 21}, tree  # those that nobody is in are gone, of those not named
        assert (tree[2]["name"], tree[2]["parentid"], tree[2]["order"]) == ("Vertrieb", 20, 8)
        assert tree[21]["parentid"] == 20 and tree[21]["order"] == 3

    def what_is_wrong_is_said(self):
        sync = self.sync
        for path in ("batch/syncuser", "batch/replaceuser", "batch/replaceparty"):
            assert sync.code(path, body={}) == 41006 and sync.code(path, body={"media_id": "junk"}) == 40007
            media = self.media(sync, HEADER)
            assert sync.code(path, body={"media_id": media, "callback": {"url": "ftp://x"}}) == 40057
            assert sync.code(path, body={"media_id": media, "callback": {
                "url": "https://example.com", "token": "a b", "encodingaeskey": KEY}}) == 40057
        assert self.ended(self.begun("batch/syncuser", "no header\n"))["errcode"] == 40092
        assert self.ended(self.begun("batch/replaceparty", "no header\n"))["errcode"] == 40092
        circle = "部门名称,部门ID,父部门ID\nA,50,51\nB,51,50\n"
        assert self.ended(self.begun("batch/replaceparty", circle))["errcode"] == 40092
        assert sync.code("batch/getresult", {"jobid": "x"}) == 40088 == sync.code("batch/getresult")
        other = App(self.stand, "Other")
        assert other.code("batch/getresult", {"jobid": self.begun("batch/syncuser", HEADER)}) == 40088
        for path in ("batch/syncuser", "batch/replaceuser", "batch/replaceparty"):
            assert other.code(path, body={"media_id": self.media(other, HEADER)}) == 48002
        assert sync.code("batch/syncuser", body={"media_id": self.media(other, HEADER)}) == 40007

    def a_thousand_members_take_seconds(self):
        rows = [f"成员{n},mass{n},1370000{n:04d},mass{n}@example.com,2" for n in range(2000)]
        job = self.begun("batch/syncuser", "\n".join(["姓名,帐号,手机号,邮箱,所在部门", *rows]))
        told = self.ended(job)
        assert len(told["result"]) == 2000 and all(one["errcode"] == 0 for one in told["result"])

    def addresses_are_told(self):
        # https://developer.work.weixin.qq.com/document/path/92520 and 92521
        for path in ("get_api_domain_ip", "getcallbackip"):
            shaped(App(self.stand, path).get(path), {"errcode": 0, "errmsg": "ok", "ip_list": [str]})


CHECKS = ("members_come_and_change", "the_end_is_told_to_the_address_of_the_request", "or_to_the_callback_of_the_app",
          "full_replacement_takes_out_who_is_missing", "a_file_that_lacks_too_many_changes_nothing",
          "who_may_do_more_stays", "who_left_comes_back_by_a_file", "departments_are_replaced",
          "what_is_wrong_is_said", "a_thousand_members_take_seconds", "addresses_are_told")


def checks(stand: Stand):
    batches = Batches(stand)
    try:
        for name in CHECKS:
            yield name.replace("_", " "), getattr(batches, name)
    finally:
        batches.close()
