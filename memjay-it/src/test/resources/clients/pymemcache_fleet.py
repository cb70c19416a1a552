"""Reads what another client stored on a fleet and stores for it to read, case by case, with pymemcache's HashClient."""
import json
import sys

from pymemcache.client.hash import HashClient

plan = json.loads(sys.argv[1])
missing = []

for case in plan["cases"]:
    servers = [(host, int(port)) for host, port in (server.rsplit(":", 1) for server in case["servers"])]
    mc = HashClient(
        servers,
        key_prefix=case.get("key_prefix", "").encode(),
        allow_unicode_keys=case.get("unicode", False),
        timeout=60,
        connect_timeout=60,
    )
    name = case["name"]
    for number in case["numbers"]:
        key = "key:%d" % number
        mine, theirs = (case["prefix"] + name + side + key for side in (":theirs:", ":java:"))
        here = number not in case["elsewhere"]
        if case.get("unicode"):
            mine, theirs = mine + "\u043a\u043b\u044e\u0447", theirs + "\u043a\u043b\u044e\u0447"
        if case.get("bytes"):
            mine, theirs = mine.encode(), theirs.encode()
        if mc.get(theirs) != (b"value of " + key.encode() if here else None):
            missing.append(name + " " + key)
        if (theirs in mc.get_many([theirs])) != here:
            missing.append(name + " " + key + " (get_many)")
        # without an answer the next client's read could overtake it
        if mc.set(mine, b"value of " + key.encode(), noreply=False) is not True:
            missing.append(name + ": " + key + " was not stored")
    mc.close()

print("not found: " + ", ".join(missing) if missing else "all found")
sys.exit(1 if missing else 0)
