"""Stores keys with copies on a fleet with pylibmc, or finds those whose first copy is gone."""
import json
import sys

import pylibmc

plan = json.loads(sys.argv[1])
missing = []

for case in plan["cases"]:
    mc = pylibmc.Client(plan["servers"], binary=True, behaviors=case["behaviors"])
    for key in case["keys"]:
        if plan["mode"] == "store":
            mc.set(key, b"theirs")
        elif mc.get(key) != b"ours":
            missing.append(key)
    # libmemcached keeps what it has for the other holders until something else goes there, or the end
    mc.disconnect_all()

print("not found: " + ", ".join(missing) if missing else "all found")
sys.exit(1 if missing else 0)
