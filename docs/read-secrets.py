#!/usr/bin/env python3
"""Reads secrets.age, or a backup, with the age tool and without Lanyard.

    read-secrets.py FILE       the keys by their ids, and where each may be sent
    read-secrets.py FILE ID    one key
"""
import json
import subprocess
import sys

# age asks for the passphrase on the terminal.
plain = subprocess.run(["age", "--decrypt", sys.argv[1]], stdout=subprocess.PIPE, check=True).stdout
inside = json.loads(plain)
if inside["version"] != 1:
    sys.exit("made by a later Lanyard")
names = {p["key_id"]: p["name"] for p in inside.get("profiles", [])}
if len(sys.argv) > 2:
    print(inside["secrets"][sys.argv[2]]["secret"])
else:
    for key_id, entry in inside["secrets"].items():
        print(key_id, entry["bound"]["kind"], entry["bound"]["auth_origin"], names.get(key_id, ""))
