#!/usr/bin/env python3
"""Asks a running Lanyard for a token, without a line of Lanyard's code.

    ask-agent.py           who is there, and the profiles' names
    ask-agent.py NAME      a live token of that profile
"""
import hashlib, json, os, pathlib, socket, struct, sys

config = pathlib.Path(os.environ.get("LANYARD_CONFIG_DIR") or pathlib.Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config", "lanyard")).expanduser()
digest = hashlib.sha256(str(config.resolve()).encode()).hexdigest()[:16]
path = pathlib.Path(os.environ["XDG_RUNTIME_DIR"], "lanyard", digest + ".sock")


def ask(**question):
    body = json.dumps({"v": 1, **question}).encode()
    with socket.socket(socket.AF_UNIX) as agent:
        agent.settimeout(90)
        agent.connect(str(path))
        agent.sendall(struct.pack(">I", len(body)) + body)
        with agent.makefile("rb") as reader:
            (length,) = struct.unpack(">I", reader.read(4))
            answer = json.loads(reader.read(length))
    if answer.get("refusal"):
        sys.exit("refused: " + answer["refusal"] + " " + answer.get("failure", {}).get("what", ""))
    return answer


hello = ask(op="hello")["hello"]
if len(sys.argv) == 1:
    print(json.dumps(hello))
    print(*ask(op="names")["names"], sep="\n")
else:
    profiles = json.loads((config / "profiles.json").read_text())["profiles"]
    wanted = next(p["id"] for p in profiles if p["name"] == sys.argv[1])
    print(ask(op="token", profile=wanted, secrets=hello["secrets"])["token"]["access_token"])
