package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code get}: prints values. */
@Command(
        name = "get",
        description = {
            "Prints values: of one key the value alone, of several KEY<TAB>VALUE a line; with --json the flags, the CAS"
                    + " number and the time to live too.",
            "--codec bytes and raw print exactly the bytes, without a line end."
        })
final class GetCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "KEY", arity = "1..*", description = "The keys.")
    private List<String> keys;

    GetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return context.withValues(values -> {
            if (!context.options().json) {
                return keys.size() == 1 ? one(values, keys.get(0)) : several(values);
            }
            return "classic".equals(context.options().protocol) ? versioned(values) : complete(values);
        });
    }

    private int one(Keyspace<String, Value> values, String key) {
        Value value = values.get(key);
        if (value == null) {
            return context.missed(key, "not found");
        }
        printAlone(context.console(), value);
        return ExitStatus.DONE;
    }

    private int several(Keyspace<String, Value> values) {
        Map<String, Value> found = values.getAll(keys);
        Console console = context.console();
        for (Map.Entry<String, Value> entry : found.entrySet()) {
            if (entry.getValue().kind() == Value.Kind.BYTES) {
                throw new UsageException("the bytes of several values cannot be told apart; ask for one key or use --json");
            }
            console.bytes(Value.text(entry.getKey() + "\t", 0).bytes());
            printAlone(console, entry.getValue());
        }
        return status(found);
    }

    /** Prints a value as it is, and a line end behind what is no mere bytes. */
    static void printAlone(Console console, Value value) {
        console.bytes(value.bytes());
        if (value.kind() != Value.Kind.BYTES) {
            console.line("");
        }
    }

    /** What meta gives with a value is more than classic does: the time to live. */
    private int complete(Keyspace<String, Value> values) {
        Map<String, Lookup<Value>> lookups = values.lookupAll(keys);
        lookups.forEach((key, lookup) -> {
            if (lookup instanceof Lookup.Failed<Value> failed) {
                throw failed.error();
            }
        });
        lookups.values().removeIf(lookup -> lookup instanceof Lookup.Miss<Value>);
        lookups.forEach((key, lookup) -> {
            Value value = lookup.value();
            if (value != null) {
                context.console().line(describe(key, value, lookup.info()));
            }
        });
        return status(lookups);
    }

    private int versioned(Keyspace<String, Value> values) {
        Map<String, Versioned<Value>> found = values.getsAll(keys);
        found.forEach((key, versioned) -> context.console().line(describe(key, versioned, null)));
        return status(found);
    }

    private static String describe(String key, Value value, Optional<ItemInfo> info) {
        JsonLine line = new JsonLine().text("key", key);
        value.addTo(line);
        int flags = info.map(ItemInfo::flags).orElse(value.flags());
        line.json("flags", Integer.toUnsignedString(flags));
        info.ifPresent(item -> line.json("cas", Long.toUnsignedString(item.cas()))
                .number("ttl", item.ttl().map(Duration::toSeconds).orElse(-1L)));
        return line.toString();
    }

    /** A value without all that meta says of it; the time to live is left out where it is not known. */
    static String describe(String key, Versioned<Value> versioned, @Nullable Duration ttl) {
        JsonLine line = new JsonLine().text("key", key);
        versioned.value().addTo(line);
        line.json("flags", Integer.toUnsignedString(versioned.value().flags()))
                .json("cas", Long.toUnsignedString(versioned.cas()));
        if (ttl != null) {
            line.number("ttl", ttl.equals(dev.memjay.Memjay.NEVER) ? -1 : ttl.toSeconds());
        }
        return line.toString();
    }

    private int status(Map<String, ?> found) {
        int status = ExitStatus.DONE;
        for (String key : keys) {
            if (!found.containsKey(key)) {
                status = context.missed(key, "not found");
            }
        }
        return status;
    }
}
