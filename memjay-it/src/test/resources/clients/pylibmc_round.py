"""A round of pylibmc's verbs in text and in binary: pylibmc_round.py PORT. Ends with 1 and the verb's name on a wrong answer."""

import sys

import pylibmc

# An absolute time long gone, so that nothing has to wait for an item to expire.
PAST = 30 * 24 * 3600 + 1
BYTES = b"\x00\r\nEND\r\nVALUE a 0 1\r\n\xff"
protocol = ""


def check(verb, expected, found):
    if expected != found:
        sys.exit(f"{protocol} {verb}: expected {expected!r:.200}, found {found!r:.200}")


def refused(verb, error, call):
    try:
        found = call()
    except error:
        return
    sys.exit(f"{protocol} {verb}: expected {error.__name__}, found {found!r:.200}")


def not_stored(verb, call):
    """The binary protocol tells an absent item from one that is there, and pylibmc raises the first."""
    try:
        found = call()
    except pylibmc.NotFound:
        found = False if protocol == "binary" else "NotFound"
    check(verb, False, found)


def storing(client):
    check("get of no item", None, client.get("a"))
    check("set", True, client.set("a", BYTES))
    check("get", BYTES, client.get("a"))
    for value in ("ñ", 12, 2**70, True, 1.5, [1, {"b": None}], b""):
        check(f"set of {value!r}", True, client.set("typed", value))
        check(f"get of {value!r}", value, client.get("typed"))
    check("add of an item", False, client.add("a", b"2"))
    check("add", True, client.add("b", b"2"))
    not_stored("replace of no item", lambda: client.replace("c", b"3"))
    check("replace", True, client.replace("b", b"3"))
    check("append", True, client.append("b", b"4"))
    check("prepend", True, client.prepend("b", b"2"))
    check("get after append and prepend", b"234", client.get("b"))
    not_stored("append to no item", lambda: client.append("c", b"4"))
    not_stored("prepend to no item", lambda: client.prepend("c", b"4"))
    compressible = b"again and " * 20_000
    check("set compressed", True, client.set("squeezed", compressible, min_compress_len=100))
    check("get compressed", compressible, client.get("squeezed"))


def conditional(client):
    client.set("b", b"234")
    value, unique = client.gets("b")
    check("gets", b"234", value)
    check("cas", True, client.cas("b", b"5", unique))
    check("cas with an old number", False, client.cas("b", b"6", unique))
    check("get after cas", b"5", client.get("b"))
    client.delete("c")
    refused("cas of no item", pylibmc.NotFound, lambda: client.cas("c", b"6", unique))
    check("gets of no item", (None, None), client.gets("c"))


def many(client):
    items = {f"many{i}": str(i).encode() * (i % 50) for i in range(500)}
    check("set_multi", [], client.set_multi(items))
    check("get_multi", items, client.get_multi(list(items) + ["absent"]))
    check("get_multi with a prefix", {"7": b"7" * 7}, client.get_multi(["7"], key_prefix="many"))
    check("add_multi", ["many1"], client.add_multi({"many1": b"", "new": b""}))
    check("delete_multi", True, client.delete_multi(list(items)))
    check("get_multi after delete_multi", {}, client.get_multi(list(items)))


def counting(client):
    refused("incr of no item", pylibmc.NotFound, lambda: client.incr("n", 1))
    client.set("n", 9)
    check("incr", 10, client.incr("n", 1))
    check("decr", 7, client.decr("n", 3))
    check("decr below 0", 0, client.decr("n", 8))
    client.set("m", 1)
    client.incr_multi(["n", "m"], delta=5)
    check("incr_multi", {"n": 5, "m": 6}, client.get_multi(["n", "m"]))
    client.set("n", b"word")
    refused("incr of a word", pylibmc.Error, lambda: client.incr("n", 1))


def ending(client):
    check("delete", True, client.delete("a"))
    check("delete of no item", False, client.delete("a"))
    check("set that has expired", True, client.set("a", b"1", time=PAST))
    check("get after expiry", None, client.get("a"))
    check("set with a time", True, client.set("a", b"1", time=1000))
    check("touch", True, client.touch("a", 2000))
    check("get after touch", b"1", client.get("a"))
    check("touch into the past", True, client.touch("a", PAST))
    check("get after touch into the past", None, client.get("a"))
    check("touch of no item", False, client.touch("a", 1000))


def limits(client):
    key = "k" * 250
    check("set of the longest key", True, client.set(key, b"1"))
    check("get of the longest key", b"1", client.get(key))
    large = b"v" * 1_000_000
    check("set of a large value", True, client.set("large", large))
    check("get of a large value", large, client.get("large"))
    refused("set of too large a value", pylibmc.Error, lambda: client.set("large", large + large))
    check("set after too large a value", True, client.set("a", b"1"))
    check("get after too large a value", b"1", client.get("a"))


def server_itself(client):
    ((address, stats),) = client.get_stats()
    check("stats", True, stats["version"].startswith(b"1.") and int(stats["cmd_set"]) > 0)
    client.set("a", b"1")
    check("flush_all", True, client.flush_all())
    check("get after flush_all", None, client.get("a"))
    client.disconnect_all()
    check("set after disconnect_all", True, client.set("a", b"1"))
    client.flush_all()


def without_waiting(client):
    """Text says noreply, binary uses the quiet commands. No flush_all here: unanswered, it could overtake the next client's set."""
    for i in range(100):
        client.set(f"quiet{i}", i)
    client.delete("quiet0")
    check("sets without reply", {f"quiet{i}": i for i in range(1, 100)}, client.get_multi([f"quiet{i}" for i in range(100)]))


def main():
    global protocol
    servers = ["127.0.0.1:" + sys.argv[1]]
    for binary in (False, True):
        protocol = "binary" if binary else "text"
        behaviors = {"tcp_nodelay": True, "cas": True, "connect_timeout": 10_000, "receive_timeout": 10_000_000}
        client = pylibmc.Client(servers, binary=binary, behaviors=behaviors)
        for part in (storing, conditional, many, counting, ending, limits, server_itself):
            part(client)
        client.disconnect_all()
        quiet = pylibmc.Client(servers, binary=binary, behaviors={"_noreply": True})
        without_waiting(quiet)
        quiet.disconnect_all()
    print("every verb answered as expected")


main()
