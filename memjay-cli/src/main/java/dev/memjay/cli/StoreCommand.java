package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.Posting;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code set}, {@code add} and {@code replace}: store a value. */
@Command
final class StoreCommand implements Callable<Integer> {
    /** Which of the three. */
    enum Verb {
        SET,
        ADD,
        REPLACE
    }

    private final CommandContext context;
    private final Verb verb;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key;

    @Parameters(index = "1", paramLabel = "VALUE|-", description = "The value; - reads it from standard input.")
    private String value;

    @Option(
            names = "--ttl",
            paramLabel = "TTL",
            converter = TtlConverter.class,
            description = "The time to live: 60, 10m, 30d, never.")
    private @Nullable Duration ttl;

    StoreCommand(CommandContext context, Verb verb) {
        this.context = context;
        this.verb = verb;
    }

    @Override
    public Integer call() {
        Value given = context.given(value);
        return context.write(values -> report(store(values, given)), posting -> post(posting, given));
    }

    private boolean store(Keyspace<String, Value> keyspace, Value given) {
        Keyspace<String, Value> values = ttl == null ? keyspace : keyspace.expiring(ttl);
        return switch (verb) {
            case SET -> values.set(key, given);
            case ADD -> values.add(key, given);
            case REPLACE -> values.replace(key, given);
        };
    }

    private void post(Posting<String, Value> values, Value given) {
        switch (verb) {
            case SET -> {
                if (ttl == null) {
                    values.set(key, given);
                } else {
                    values.set(key, given, ttl);
                }
            }
            case ADD -> {
                if (ttl == null) {
                    values.add(key, given);
                } else {
                    values.add(key, given, ttl);
                }
            }
            case REPLACE -> {
                if (ttl == null) {
                    values.replace(key, given);
                } else {
                    values.replace(key, given, ttl);
                }
            }
        }
    }

    private int report(boolean stored) {
        return context.stored(key, stored, verb == Verb.ADD ? "not stored: it is there" : "not stored: it is not there");
    }
}
