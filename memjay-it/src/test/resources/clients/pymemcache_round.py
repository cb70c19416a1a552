"""A round of pymemcache's verbs: pymemcache_round.py PORT. Ends with 1 and the verb's name where one answers wrongly."""

import sys

from pymemcache.client.base import Client
from pymemcache.exceptions import MemcacheClientError, MemcacheServerError

# An absolute time long gone, so that nothing has to wait for an item to expire.
PAST = 30 * 24 * 3600 + 1
# An item of its own slab class: memcached 1.6.18 takes a number from 2^63 on for negative when it finds a minus sign
# behind it, and looks past the item, into what an earlier item left there.
ALONE = "alone" * 50
BYTES = b"\x00\r\nEND\r\nVALUE a 0 1\r\n\xff"


def check(verb, expected, found):
    if expected != found:
        sys.exit(f"{verb}: expected {expected!r:.200}, found {found!r:.200}")


def refused(verb, error, call):
    try:
        found = call()
    except error:
        return
    sys.exit(f"{verb}: expected {error.__name__}, found {found!r:.200}")


def storing(client):
    check("get of no item", None, client.get("a"))
    check("set", True, client.set("a", BYTES))
    check("get", BYTES, client.get("a"))
    check("set of nothing", True, client.set("empty", b""))
    check("get of nothing", b"", client.get("empty"))
    check("set with flags", True, client.set("flagged", b"1", flags=4294967295))
    check("add of an item", False, client.add("a", b"2"))
    check("add", True, client.add("b", b"2"))
    check("replace of no item", False, client.replace("c", b"3"))
    check("replace", True, client.replace("b", b"3"))
    check("append", True, client.append("b", b"4"))
    check("prepend", True, client.prepend("b", b"2"))
    check("get after append and prepend", b"234", client.get("b"))
    check("append to no item", False, client.append("c", b"4"))
    check("prepend to no item", False, client.prepend("c", b"4"))
    value, unique = client.gets("b")
    check("gets", b"234", value)
    check("cas", True, client.cas("b", b"5", unique))
    check("cas with an old number", False, client.cas("b", b"6", unique))
    check("cas of no item", None, client.cas("c", b"6", unique))
    check("gets of no item", (None, None), client.gets("c"))


def many(client):
    items = {f"many{i}": str(i).encode() * (i % 50) for i in range(500)}
    check("set_many", [], client.set_many(items))
    check("get_many", items, client.get_many(list(items) + ["absent"]))
    check("gets_many", items, {key: pair[0] for key, pair in client.gets_many(list(items)).items()})
    check("delete_many", True, client.delete_many(list(items)))
    check("get_many after delete_many", {}, client.get_many(list(items)))


def counting(client):
    check("incr of no item", None, client.incr("n", 1))
    client.set("n", b"9")
    check("incr", 10, client.incr("n", 1))
    check("decr", 7, client.decr("n", 3))
    check("decr below 0", 0, client.decr("n", 8))
    client.set(ALONE, b"18446744073709551615")
    check("incr over 64 bits", 1, client.incr(ALONE, 2))
    client.set("n", b"word")
    refused("incr of a word", MemcacheClientError, lambda: client.incr("n", 1))


def ending(client):
    check("delete", True, client.delete("a"))
    check("delete of no item", False, client.delete("a"))
    check("set that has expired", True, client.set("a", b"1", expire=PAST))
    check("get after expiry", None, client.get("a"))
    check("set with a time", True, client.set("a", b"1", expire=1000))
    check("touch", True, client.touch("a", 2000))
    check("get after touch", b"1", client.get("a"))
    check("touch into the past", True, client.touch("a", PAST))
    check("get after touch into the past", None, client.get("a"))
    check("touch of no item", False, client.touch("a", 1000))


def without_reply(client):
    client.set("q", b"1", noreply=True)
    client.add("q", b"2", noreply=True)
    client.append("q", b"2", noreply=True)
    client.prepend("q", b"0", noreply=True)
    client.incr("q", 5, noreply=True)
    client.decr("q", 1, noreply=True)
    client.touch("q", 1000, noreply=True)
    check("noreply", b"16 ", client.get("q"))
    client.delete("q", noreply=True)
    check("delete with noreply", None, client.get("q"))


def limits(client):
    key = "k" * 250
    check("set of the longest key", True, client.set(key, b"1"))
    check("get of the longest key", b"1", client.get(key))
    large = b"v" * 1_000_000
    check("set of a large value", True, client.set("large", large))
    check("get of a large value", large, client.get("large"))
    refused("set of too large a value", MemcacheServerError, lambda: client.set("large", large + large))
    check("get after too large a value", None, client.get("large"))


def server_itself(client):
    check("version", True, client.version().startswith(b"1."))
    check("stats", True, client.stats()[b"cmd_set"] > 0)
    check("stats settings", True, b"maxbytes" in client.stats("settings"))
    check("cache_memlimit", True, client.cache_memlimit(64))
    client.set("a", b"1")
    check("flush_all", True, client.flush_all())
    check("get after flush_all", None, client.get("a"))
    client.quit()
    check("set after quit", True, client.set("a", b"1"))


def main():
    address = ("127.0.0.1", int(sys.argv[1]))
    client = Client(address, connect_timeout=10, timeout=10, default_noreply=False)
    for part in (storing, many, counting, ending, without_reply, limits, server_itself):
        part(client)
    client.close()
    unicode = Client(address, timeout=10, default_noreply=False, allow_unicode_keys=True, encoding="utf-8")
    check("set of a unicode key", True, unicode.set("größe", "ñ"))
    check("get of a unicode key", "ñ".encode(), unicode.get("größe"))
    unicode.close()
    print("every verb answered as expected")


main()
