"""Values between Python and Memjay: python_values.py PORT CLIENT. Reads what is stored under java:NAME, which has to be
equal and of the same type, and stores the same under python:NAME. Ends with 1 and the name where a value differs."""

import sys
import uuid
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

VALUES = {
    "none": None,
    "true": True,
    "false": False,
    "zero": 0,
    "minus": -1,
    "int": 2147483647,
    "long": 2147483648,
    "longest": -(2**63),
    "beyond": 2**64,
    "huge": -(2**2100),
    "float": 1.5,
    "minus_zero": -0.0,
    "third": 1 / 3,
    "infinite": float("inf"),
    "nan": float("nan"),
    "complex": complex(1.5, -2.0),
    "str": "Zoë \u65e5\u672c \U0001f600\0\r\n",
    "str_empty": "",
    "bytes": bytes(range(256)),
    "bytes_empty": b"",
    "list": [1, "two", b"three", None, [4.5, True]],
    "list_empty": [],
    "list_long": list(range(3000)),
    "tuple": (1, ("a", b"b"), []),
    "tuple_of_one_twice": ((1, 2),) * 2,
    "tuple_empty": (),
    "dict": {"a": 1, 2: "b", b"c": None, (1, 2): [3], "nested": {"d": {}}},
    "dict_of_sets": {frozenset({1, 2}): "a", (3, frozenset({4})): "b"},
    "dict_empty": {},
    "set": {1, "a", b"b", (2, 3)},
    "set_of_sets": {frozenset({1, 2})},
    "set_empty": set(),
    "datetime": datetime(2024, 2, 29, 12, 34, 56, 789012),
    "datetime_first": datetime(1, 1, 1),
    "datetime_utc": datetime(2024, 2, 29, 12, 34, 56, tzinfo=timezone.utc),
    "datetime_offset": datetime(2024, 2, 29, 12, 34, 56, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    "date": date(2024, 2, 29),
    "time": time(23, 59, 59, 999999),
    "timedelta": timedelta(days=-3, seconds=5, microseconds=7),
    "decimal": Decimal("12.340"),
    "decimal_small": Decimal("1E-30"),
    "uuid": uuid.UUID("12345678-1234-5678-1234-567812345678"),
    "nested": {"users": [{"name": "Zoë", "tags": {"x"}, "seen": datetime(2024, 1, 1)}] * 3},
    "long_text": "the same words again and again, " * 200,
}


def same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (set, frozenset)):
        return one == other
    return repr(one) == repr(other)


class Pymemcache:
    def __init__(self, port, protocol=None):
        from pymemcache import serde
        from pymemcache.client.base import Client

        chosen = serde.pickle_serde if protocol is None else serde.PickleSerde(pickle_version=protocol)
        self.client = Client(("127.0.0.1", port), serde=chosen, timeout=30, default_noreply=False)

    def get(self, key):
        return self.client.get(key, "missing")

    def set(self, key, value):
        return self.client.set(key, value)


class Pylibmc:
    def __init__(self, port, binary, **options):
        import pylibmc

        self.client = pylibmc.Client(["127.0.0.1:%d" % port], binary=binary)
        self.options = options

    def get(self, key):
        return self.client.get(key, "missing")

    def set(self, key, value):
        return self.client.set(key, value, **self.options)


class PythonMemcached:
    def __init__(self, port, **options):
        import memcache

        self.client = memcache.Client(["127.0.0.1:%d" % port])
        self.options = options

    def get(self, key):
        return self.client.get(key)

    def set(self, key, value):
        return self.client.set(key, value, **self.options)


CLIENTS = {
    "pymemcache": lambda port: Pymemcache(port),
    "pylibmc": lambda port: Pylibmc(port, False),
    "pylibmc_binary": lambda port: Pylibmc(port, True),
    "pylibmc_zlib": lambda port: Pylibmc(port, False, min_compress_len=10),
    "python-memcached": lambda port: PythonMemcached(port),
    "python-memcached_zlib": lambda port: PythonMemcached(port, min_compress_len=10),
}
for protocol in range(6):
    CLIENTS["pymemcache_%d" % protocol] = lambda port, n=protocol: Pymemcache(port, n)

client = CLIENTS[sys.argv[2]](int(sys.argv[1]))
for name, value in VALUES.items():
    # pylibmc has no bool of its own
    wanted = int(value) if isinstance(value, bool) and sys.argv[2].startswith("pylibmc") else value
    got = client.get("java:" + name)
    if not same(got, wanted):
        sys.exit("%s: expected %r, found %r" % (name, wanted, got))
    if not client.set("python:" + name, value):
        sys.exit("%s: not stored" % name)
print("%d values are the same" % len(VALUES))
