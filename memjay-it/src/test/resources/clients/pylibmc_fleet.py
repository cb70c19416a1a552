"""Reads what another client stored on a fleet and stores for it to read, case by case, with pylibmc."""
import json
import sys

import pylibmc

plan = json.loads(sys.argv[1])
missing = []


def client(case):
    behaviors = dict(case.get("behaviors", {}))
    if "namespace" in behaviors:
        behaviors["namespace"] = behaviors["namespace"].encode()
    if case.get("later"):
        made = pylibmc.Client(case["servers"])
        made.behaviors = behaviors
        return made
    return pylibmc.Client(case["servers"], behaviors=behaviors)


for case in plan["cases"]:
    mc = client(case)
    name = case["name"]
    keys = ["key:%d" % number for number in case["numbers"]]
    prefix = case["prefix"]
    found = mc.get_multi([name + ":java:" + key for key in keys], key_prefix=prefix)
    for key in keys:
        if found.get(name + ":java:" + key) != b"value of " + key.encode():
            missing.append(name + " " + key)
        if not prefix and mc.get(name + ":java:" + key) != b"value of " + key.encode():
            missing.append(name + " " + key + " (single)")
    mine = {name + ":theirs:" + key: b"value of " + key.encode() for key in keys}
    if mc.set_multi(mine, key_prefix=prefix):
        missing.append(name + ": set_multi failed")
    mc.disconnect_all()

print("not found: " + ", ".join(missing) if missing else "all found")
sys.exit(1 if missing else 0)
