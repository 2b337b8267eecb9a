"""WeCom's host names, led to the server under test: a certificate authority of our own, TLS in front of the server, and
names that this process resolves to it. What docs/wecom.md tells an operator to do with DNS, for one process."""

import os
import selectors
import socket
import ssl
import subprocess
import threading

HOSTS = ("qyapi.weixin.qq.com", "open.weixin.qq.com", "open.work.weixin.qq.com", "login.work.weixin.qq.com")


def openssl(folder: str, *words: str) -> None:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"openssl {words[0]}: {done.stderr.strip()[-300:]}")


class Authority:
    """A private CA and one certificate for WeCom's names."""

    def __init__(self, folder: str):
        os.makedirs(folder)
        self.ca, self.certificate, self.key = (os.path.join(folder, name) for name in ("ca.pem", "names.pem", "names.key"))
        new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl(folder, "req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
                "-subj", "/CN=Private CA", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        openssl(folder, "req", *new_key, "-keyout", "names.key", "-out", "names.csr", "-subj", "/CN=" + HOSTS[0])
        with open(os.path.join(folder, "names.ext"), "w", encoding="ascii") as file:
            file.write("subjectAltName=" + ",".join("DNS:" + host for host in HOSTS) +
                       "\nbasicConstraints=CA:FALSE\nauthorityKeyIdentifier=keyid\nextendedKeyUsage=serverAuth\n")
        openssl(folder, "x509", "-req", "-in", "names.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", "names.pem", "-days", "2", "-extfile", "names.ext")


class Front:
    """Takes TLS connections and hands their bytes on to the server."""

    def __init__(self, authority: Authority, port: int):
        self.behind = port
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(authority.certificate, authority.key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self) -> None:
        self.listener.close()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        try:
            with self.context.wrap_socket(connection, server_side=True) as outside, \
                    socket.create_connection(("127.0.0.1", self.behind)) as inside:
                relay(outside, inside)
        except OSError:
            pass  # a client that does not trust us, or has gone


def relay(outside: ssl.SSLSocket, inside: socket.socket) -> None:
    """Both ways until one side ends. Small pieces go on at once: a client sends head and body apart."""
    for side in (outside, inside):
        side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with selectors.DefaultSelector() as waiting:
        waiting.register(outside, selectors.EVENT_READ, inside)
        waiting.register(inside, selectors.EVENT_READ, outside)
        while True:
            for ready, _ in waiting.select():
                while True:
                    data = ready.fileobj.recv(65536)
                    if not data:
                        return
                    ready.data.sendall(data)
                    if ready.fileobj is inside or not outside.pending():
                        break


def lead_names(port: int) -> None:
    """From now on this process finds the names of WeCom at the front, and no other host but this machine at all: a
    test that would reach the real ones must not."""
    resolve = socket.getaddrinfo

    def led(host, wanted, *more, **named):
        if host in HOSTS and wanted == 443:
            return resolve("127.0.0.1", port, *more, **named)
        if host not in ("127.0.0.1", "localhost"):
            raise OSError(f"{host} is not for this test")
        return resolve(host, wanted, *more, **named)
    socket.getaddrinfo = led
