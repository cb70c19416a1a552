package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.cli.option.TtlConverter;
import dev.memjay.cli.value.Value;
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
        return context.write(
                key,
                values -> report(store(view(values), given)),
                values -> post(view(values).noreply(), given));
    }

    private Keyspace<String, Value> view(Keyspace<String, Value> values) {
        return ttl == null ? values : values.withTtl(ttl);
    }

    private boolean store(Keyspace<String, Value> values, Value given) {
        return switch (verb) {
            case SET -> values.set(key, given);
            case ADD -> values.add(key, given);
            case REPLACE -> values.replace(key, given);
        };
    }

    private void post(NoreplyKeyspace<String, Value> values, Value given) {
        switch (verb) {
            case SET -> values.set(key, given);
            case ADD -> values.add(key, given);
            case REPLACE -> values.replace(key, given);
        }
    }

    private int report(boolean stored) {
        String why = verb == Verb.ADD ? "not stored, since there is a value" : "not stored, since there is no value";
        return context.report(key, "stored", stored, why);
    }
}
