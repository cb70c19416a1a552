package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.console.Lines;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.UsageException;
import dev.memjay.cli.value.Value;
import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code get}: prints values. */
@Command(
        name = "get",
        description = {
            "Prints values: of one key the value alone, of several KEY<TAB>VALUE a line; with --json the flags, the CAS"
                    + " number and the time to live too.",
            "--codec bytes and raw print exactly the bytes, without a line end; on a terminal what it would obey is escaped."
        })
final class GetCommand implements Callable<Integer> {
    /** What stands in memory of a file of keys, and of their values. */
    private static final int KEYS_AT_ONCE = 500;

    private final CommandContext context;

    @Parameters(paramLabel = "KEY", arity = "0..*", description = "The keys.")
    private List<String> arguments = List.of();

    @Option(names = "--keys-from", paramLabel = "FILE", description = "A file with a key a line; - is standard input.")
    private @Nullable Path file;

    GetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (arguments.isEmpty() && file == null) {
            throw new UsageException("get needs a KEY, or --keys-from FILE");
        }
        return context.withClient(memjay -> {
            Keyspace<String, Value> values = context.values(memjay);
            if (!context.options().json && file == null && arguments.size() == 1) {
                return one(values, arguments.get(0));
            }
            return all(memjay, keys -> {
                if (!context.options().json) {
                    return several(values, keys);
                }
                return isClassic(memjay) ? versioned(values, keys) : complete(memjay, values, keys);
            });
        });
    }

    /** Reads the keys of the arguments and of the file, so many at once that a file may be of any length. */
    private int all(Memjay memjay, ToIntFunction<Set<String>> read) {
        Set<String> keys = new LinkedHashSet<>(arguments);
        int[] status = {ExitStatus.DONE};
        if (file != null) {
            Lines.forEach(context.console(), file, key -> {
                memjay.nodeFor(key); // refuses a key that cannot be sent, with the line that it is in
                keys.add(key);
                if (keys.size() >= KEYS_AT_ONCE) {
                    status[0] = ExitStatus.worse(status[0], read.applyAsInt(keys));
                    keys.clear();
                }
            });
        }
        return keys.isEmpty() ? status[0] : ExitStatus.worse(status[0], read.applyAsInt(keys));
    }

    /** An option may say so, or a URI. */
    private static boolean isClassic(Memjay memjay) {
        return ClientEvents.text(memjay, "protocol").equals("classic");
    }

    private int one(Keyspace<String, Value> values, String key) {
        Value value = values.get(key);
        if (value == null) {
            return context.missing(key);
        }
        printAlone(context.console(), value);
        return ExitStatus.DONE;
    }

    private int several(Keyspace<String, Value> values, Set<String> keys) {
        return bulk(keys, () -> values.getAll(keys), this::printWithKey);
    }

    private void printWithKey(String key, Value value) {
        if (value.kind() == Value.Kind.BYTES) {
            throw new UsageException("the bytes of several values cannot be told apart; ask for one key or use --json");
        }
        context.console().value((key + "\t").getBytes(StandardCharsets.UTF_8));
        printAlone(context.console(), value);
    }

    /** Prints a value, and a line end behind what is no mere bytes. */
    static void printAlone(Console console, Value value) {
        console.value(value.bytes());
        if (value.kind() != Value.Kind.BYTES) {
            console.line("");
        }
    }

    private int versioned(Keyspace<String, Value> values, Set<String> keys) {
        return bulk(
                keys,
                () -> values.getsAll(keys),
                (key, found) -> context.console().line(describe(key, found, null)));
    }

    /** What meta gives with a value is more than classic does: the time to live. */
    private int complete(Memjay memjay, Keyspace<String, Value> values, Set<String> keys) {
        Map<String, Lookup<Value>> found = new HashMap<>();
        Map<String, MemjayException> failed = new LinkedHashMap<>();
        values.lookupAll(keys).forEach((key, lookup) -> {
            if (lookup instanceof Lookup.Failed<Value> failure) {
                if (!context.swallows(memjay, failure.error())) {
                    failed.put(key, failure.error());
                }
            } else if (lookup.value() != null) {
                found.put(key, lookup);
            }
        });
        return report(keys, found, failed, (key, lookup) -> {
            Value value = Objects.requireNonNull(lookup.value());
            context.console().line(describe(key, value, lookup.info()));
        });
    }

    /** Reads, and prints what was found; where some of the servers failed, what the others had. */
    private <T> int bulk(Set<String> keys, Supplier<Map<String, T>> read, BiConsumer<String, T> print) {
        try {
            return report(keys, read.get(), Map.of(), print);
        } catch (BulkException e) {
            Map<String, T> found = e.results();
            Map<String, MemjayException> failed = new LinkedHashMap<>();
            e.failed().forEach((key, error) -> failed.put((String) key, error));
            return report(keys, found == null ? Map.of() : found, failed, print);
        }
    }

    /** A line for each key in the order asked, then what is to be said of those that are missing or failed. */
    private <T> int report(
            Set<String> keys, Map<String, T> found, Map<String, MemjayException> failed, BiConsumer<String, T> print) {
        List<String> missing = new ArrayList<>();
        for (String key : keys) {
            T answer = found.get(key);
            MemjayException error = failed.get(key);
            if (answer != null) {
                print.accept(key, answer);
            } else if (error != null) {
                context.failedLine(key, error);
            } else {
                context.missingLine(key);
                missing.add(key);
            }
        }
        int status = context.complainOfKeys(failed);
        for (String key : missing) {
            status = ExitStatus.worse(status, context.missed(key, CommandContext.NOT_FOUND));
        }
        return status;
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
            line.number("ttl", ttl.equals(Memjay.NEVER) ? -1 : ttl.toSeconds());
        }
        return line.toString();
    }
}
