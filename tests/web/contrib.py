#!/usr/bin/env python3
"""The files of contrib/ before the programs that they are for: systemd judges the unit, Caddy and nginx read theirs, and through a running
nginx somebody signs in, uploads, and is seen with their own address. Debian's nginx and caddy are unpacked into build-contrib/ where they
are not installed; without network they are left out with a notice. The container file is read, not built: no builder works here without
privileges.

Usage: contrib.py PROGRAM"""
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import serving as lib
from serving import check, equal

root = pathlib.Path(__file__).resolve().parent.parent.parent
contrib, out = root / "contrib", root / "build-contrib"


def run(*args, **more):
    r = subprocess.run(args, capture_output=True, text=True, **more)
    return r.returncode, r.stdout + r.stderr


def program(name):
    """Installed, or Debian's package unpacked beside the build: nothing is set up, nothing is started."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    here = [p for p in (out / "usr/sbin" / name, out / "usr/bin" / name) if p.exists()]
    if found or here or not shutil.which("apt-get"):
        return found or (str(here[0]) if here else None)
    out.mkdir(exist_ok=True)
    run("apt-get", "download", name, cwd=out)
    for deb in out.glob(name + "_*.deb"):
        run("dpkg", "-x", str(deb), str(out))
    return next((str(p) for p in (out / "usr/sbin" / name, out / "usr/bin" / name) if p.exists()), None)


def unit():
    if not shutil.which("systemd-analyze"):
        return print("# the unit is not judged: no systemd-analyze")
    _, said = run("systemd-analyze", "security", "--offline=true", str(contrib / "muniment.service"))
    m = re.search(r"exposure level for \S+: ([0-9.]+)", said)
    check(m and float(m[1]) <= 1.5, f"exposure of the unit: {said[-200:]}")
    copy = out / "muniment.service"
    out.mkdir(exist_ok=True)
    copy.write_text((contrib / "muniment.service").read_text().replace("/usr/local/bin/muniment", lib.PROGRAM).replace("Documentation=man:muniment(1)\n", ""))
    code, said = run("systemd-analyze", "verify", str(copy))
    check(code == 0 and "muniment.service" not in said, f"the unit is in order: {said}")
    options = set(re.findall(r"--[a-z-]+", (contrib / "muniment.service").read_text()))
    known = run(lib.PROGRAM, "--help")[1] + run(lib.PROGRAM, "serve", "--help")[1]
    equal([o for o in options if o not in known], [], "it starts the program with options that there are")


def caddy():
    exe = program("caddy")
    if not exe:
        return print("# the Caddyfile is not read: no caddy, and none to be had")
    env = {**os.environ, "HOME": str(out), "XDG_DATA_HOME": str(out), "XDG_CONFIG_HOME": str(out)}
    code, said = run(exe, "validate", "--config", str(contrib / "Caddyfile"), "--adapter", "caddyfile", env=env)
    check(code == 0 and "Valid configuration" in said, f"Caddy reads its file: {said[-400:]}")
    equal(run(exe, "fmt", str(contrib / "Caddyfile"), env=env)[1], (contrib / "Caddyfile").read_text(), "it is written as Caddy writes it")
    config = run(exe, "adapt", "--config", str(contrib / "Caddyfile"), "--adapter", "caddyfile", env=env)[1]
    check('"X-Forwarded-For":["{http.request.remote.host}"]' in config, "Caddy sets the client's address anew")


def container():
    """Every line an instruction that there is, and every library that the program needs in a package that is installed."""
    text = (contrib / "Containerfile").read_text()
    lines = [x for x in re.sub(r"\\\n", " ", text).splitlines() if x and not x.startswith("#")]
    words = {"FROM", "COPY", "WORKDIR", "RUN", "USER", "VOLUME", "ENV", "EXPOSE", "CMD"}
    equal([x for x in lines if x.split()[0] not in words], [], "instructions of the container file")
    check(text.index("USER muniment") < text.index("CMD") and "--cap-drop=all" in text, "it runs as its own user")
    packages = set(re.findall(r"\blib[a-z0-9.+-]+\d\b", " ".join(lines)))
    # The system's C library and what a base image has are there already.
    names = set(re.findall(r"(lib[a-z0-9_+-]+)\.so", run("ldd", lib.PROGRAM)[1]))
    need = {"libsqlite3": "libsqlite3-0", "libjansson": "libjansson4", "libcrypto": "libssl3", "libsmartcols": "libsmartcols1",
            "libunistring": "libunistring2", "libxlsxwriter": "libxlsxwriter4", "libmicrohttpd": "libmicrohttpd12", "libsodium": "libsodium23",
            "liboath": "liboath0", "libqrencode": "libqrencode4", "libmd4c": "libmd4c0", "libzip": "libzip4", "libexpat": "libexpat1"}
    equal([n for n in need if n in names and need[n] not in packages], [], "libraries that the image lacks")
    print("# the container file was read, not built")


class Proxy:
    """nginx with the file of contrib/: other ports, a certificate of its own, everything in one folder."""

    def __init__(self, exe, server):
        self.dir = pathlib.Path(server.folder) / "nginx"
        self.dir.mkdir()
        self.server = server
        with socket.socket() as a, socket.socket() as b:
            a.bind(("127.0.0.1", 0))
            b.bind(("127.0.0.1", 0))
            self.port, plain = a.getsockname()[1], b.getsockname()[1]
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=isms.example.org",
            "-keyout", f"{self.dir}/key.pem", "-out", f"{self.dir}/cert.pem")
        text = (contrib / "nginx.conf").read_text()
        for was, now in [("127.0.0.1:27001", f"127.0.0.1:{server.port}"), ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
                         ("listen 80;", f"listen 127.0.0.1:{plain};"), ("/etc/letsencrypt/live/isms.example.org/fullchain.pem", f"{self.dir}/cert.pem"),
                         ("/etc/letsencrypt/live/isms.example.org/privkey.pem", f"{self.dir}/key.pem")]:
            check(was in text, f"nginx.conf has {was}")
            text = text.replace(was, now)
        text = re.sub(r"\n\s*listen \[::\]:\d+[^\n]*", "", text)
        temps = "".join(f"{k}_temp_path {self.dir}/{k};\n" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        conf = self.dir / "main.conf"
        user = "user root;\n" if os.geteuid() == 0 else ""  # else its workers may not write here
        conf.write_text(f"{user}daemon off;\npid {self.dir}/pid;\nerror_log {self.dir}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{temps}{text}}}\n")
        code, said = run(exe, "-t", "-c", str(conf), "-p", str(self.dir))
        check(code == 0, f"nginx reads its file: {said}")
        self.process = subprocess.Popen([exe, "-c", str(conf), "-p", str(self.dir)], stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)

    def tls(self):
        c = ssl.create_default_context(cafile=f"{self.dir}/cert.pem")
        c.check_hostname = False
        return c

    def ask(self, method, path, body=None, headers=None):
        c = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.tls(), timeout=60)
        c.request(method, path, body, {"Host": "isms.example.org", **(headers or {})})
        r = c.getresponse()
        data = r.read()
        c.close()
        return r.status, r.headers, data

    def raw(self, data):
        with socket.create_connection(("127.0.0.1", self.port), 20) as s, self.tls().wrap_socket(s) as t:
            t.sendall(data)
            return t.recv(4096)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def nginx():
    exe = program("nginx")
    if not exe:
        return print("# nginx does not run: not here, and not to be had")
    p = Proxy(exe, server)
    try:
        through(p)
    finally:
        p.stop()


def through(p):
    st, h, _ = p.ask("POST", "/demo", "person=1", {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://isms.example.org",
                                                   "X-Forwarded-For": "203.0.113.9"})
    cookie = (h["Set-Cookie"] or "").split(";")[0]
    check(st == 303 and cookie.startswith("__Host-muniment=") and "Secure" in h["Set-Cookie"], f"signed in, with a cookie for HTTPS only: {st}")
    st, h, page = p.ask("GET", "/settings/me", headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    check(st == 200 and h["Strict-Transport-Security"] and h["Content-Encoding"] == "gzip" and "Content-Security-Policy" in h, "a page as it is without the proxy")
    page = p.ask("GET", "/settings/me", headers={"Cookie": cookie})[2].decode()
    check("203.0.113.9" not in page and "127.0.0.1" in page, "the address is the client's, not what the client says")
    token = server.token()
    auth = {"Authorization": "Bearer " + token}
    st, _, body = p.ask("POST", "/api/v1/assets", json.dumps({"title": "Through nginx"}), {**auth, "Content-Type": "application/json"})
    equal(st, 201, "a change by the API")
    data = os.urandom(3 << 20)
    st, _, body = p.ask("POST", "/api/v1/files?name=big.bin", data, {**auth, "Content-Type": "application/octet-stream"})
    equal((st, json.loads(body).get("size")), (201, len(data)), "an upload of 3 MB")
    st, _, ev = p.ask("POST", "/api/v1/evidence_items", json.dumps({"title": "Big", "file": json.loads(body)}), {**auth, "Content-Type": "application/json"})
    st, h, got = p.ask("GET", f"/api/v1/evidence_items/{json.loads(ev)['ref']}/file/file", headers={**auth, "Range": "bytes=1000-1999"})
    check(st == 206 and got == data[1000:2000], "a part of it comes back")
    st, h, page = p.ask("GET", "/settings/users", headers={"Cookie": cookie})
    m = re.search(rb'name="form_token" value="([^"]+)"', page)
    st, _, page = p.ask("POST", "/settings/users", f"form_token={m[1].decode()}&what=invite&person=P-2", {
        "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Origin": "https://isms.example.org"})
    check(st == 200 and b"https://isms.example.org/welcome/" in page, "an invitation names the address of outside")
    equal(p.ask("GET", "/metrics")[0], 404, "counters stay inside")
    host = b"Host: isms.example.org\r\n"
    for what, data in [("a header without a name", b"GET /health HTTP/1.1\r\n" + host + b": x\r\n\r\n"), ("NUL in a value", b"GET /health HTTP/1.1\r\n" + host + b"A: a\0b\r\n\r\n"),
                       ("two hosts", b"GET /health HTTP/1.1\r\n" + host * 2 + b"\r\n")]:
        check(b" 400 " in p.raw(data)[:20], f"{what} is refused by the proxy")
    got = p.raw(b"GET /nowhere-at-all HTTP/1.1\r\n" + host + b"A: a\r\n b: c\r\n\r\n")
    check(b" 400 " in got[:20] or b"b: c" not in got, "a folded header does not come through as one")
    for version, ok in [(ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)]:
        c = p.tls()
        try:
            c.minimum_version = c.maximum_version = version
            with socket.create_connection(("127.0.0.1", p.port), 20) as s, c.wrap_socket(s):
                worked = True
        except (ssl.SSLError, OSError, ValueError):
            worked = False
        equal(worked, ok, f"{version.name} before the program")


server = lib.Server(options=["--proxy"])
lib.run_parts(server, unit, caddy, container, nginx)
