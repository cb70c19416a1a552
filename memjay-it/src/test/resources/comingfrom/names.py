"""Prints every public name of pymemcache or of pylibmc, one a line: class, method and parameter with its default."""
import functools
import importlib
import inspect
import sys

ITEMS = ("__getitem__", "__setitem__", "__delitem__", "__contains__")

# pylibmc's verbs are written in C and tell no signature: these are the Reference's.
REFERENCE = {
    "clone": [],
    "get": ["key", "default"],
    "get_multi": ["keys", "key_prefix=None"],
    "set": ["key", "value", "time=0", "min_compress_len=0", "compress_level=-1"],
    "set_multi": ["mapping", "time=0", "key_prefix=None", "min_compress_len=0", "compress_level=-1"],
    "add": ["key", "value", "time=0", "min_compress_len=0", "compress_level=-1"],
    "replace": ["key", "value", "time=0", "min_compress_len=0", "compress_level=-1"],
    "append": ["key", "value"],
    "prepend": ["key", "value"],
    "incr": ["key", "delta=1"],
    "decr": ["key", "delta=1"],
    "gets": ["key"],
    "cas": ["key", "value", "cas", "time=0"],
    "delete": ["key"],
    "delete_multi": ["keys", "key_prefix=None"],
    "touch": ["key", "time"],
    "disconnect_all": [],
    "flush_all": [],
    "get_stats": [],
    "serialize": ["value"],
    "deserialize": ["bytestring", "flag"],
    "behaviors": [],
}


def default(value):
    if inspect.ismodule(value) or inspect.isclass(value) or inspect.isroutine(value):
        return value.__name__
    return repr(value).replace("'", '"')


def parameters(owner, function):
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    for parameter in signature.parameters.values():
        if parameter.name == "self" or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        given = "" if parameter.default is parameter.empty else "=" + default(parameter.default)
        print(f"{owner}({parameter.name}{given})")


def members(cls):
    print(cls.__name__)
    if "__init__" in vars(cls):
        parameters(cls.__name__, vars(cls)["__init__"])
    for name, member in vars(cls).items():
        if inspect.ismemberdescriptor(member) or (name.startswith("_") and name not in ITEMS):
            continue
        if inspect.isclass(member) or isinstance(member, property) or callable(member):
            print(f"{cls.__name__}.{name}")
        if inspect.isfunction(member):
            parameters(f"{cls.__name__}.{name}", member)


def pymemcache():
    for where in ("client.base", "client.hash", "client.murmur3", "client.rendezvous", "client.retrying",
                  "exceptions", "fallback", "pool", "serde", "test.utils"):
        module = importlib.import_module("pymemcache." + where)
        for name, thing in vars(module).items():
            own = getattr(thing, "__module__", None) == module.__name__
            if name.startswith("_"):
                continue
            if inspect.isclass(thing):
                if own:
                    members(thing)
            elif inspect.isfunction(thing):
                if own:
                    print(name)
                    parameters(name, thing)
            elif own or isinstance(thing, functools.partial) or name.isupper():
                print(name)


def pylibmc():
    import _pylibmc
    import pylibmc
    import pylibmc.autoconf
    import pylibmc.consts

    for name in pylibmc.__all__:
        if not name.startswith("__"):
            print(name)
    for name in _pylibmc.all_behaviors + _pylibmc.all_callbacks:
        print(name)
    for _, error in _pylibmc.exceptions:
        print(error.__name__)
    for name in list(pylibmc.hashers) + list(pylibmc.distributions):
        print(f'"{name}"')
    print("build_info")
    for cls in (pylibmc.Client, pylibmc.ClientPool, pylibmc.ThreadMappedPool, pylibmc.consts.BehaviorDict):
        members(cls)
    for name in dir(pylibmc.client._pylibmc.client):
        if not name.startswith("_"):
            print("Client." + name)
    for name, given in REFERENCE.items():
        print("Client." + name)
        for parameter in given:
            print(f"Client.{name}({parameter})")
    print("autoconf.elasticache")
    parameters("autoconf.elasticache", pylibmc.autoconf.elasticache)


{"pymemcache": pymemcache, "pylibmc": pylibmc}[sys.argv[1]]()
