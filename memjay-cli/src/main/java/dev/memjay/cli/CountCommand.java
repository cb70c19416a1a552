package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.option.TtlConverter;
import dev.memjay.cli.option.UnsignedConverter;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.UsageException;
import dev.memjay.cli.value.Value;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code incr} and {@code decr}: count. */
@Command
final class CountCommand implements Callable<Integer> {
    /** Which of the two. */
    enum Verb {
        INCR,
        DECR
    }

    private final CommandContext context;
    private final Verb verb;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DELTA",
            defaultValue = "1",
            description = "By how much; 1 without it.")
    private long delta;

    @Option(
            names = "--initial",
            paramLabel = "NUMBER",
            converter = UnsignedConverter.class,
            description = "Create the counter with this value where there is none.")
    private @Nullable Long initial;

    @Option(
            names = "--ttl",
            paramLabel = "TTL",
            converter = TtlConverter.class,
            description = "The time to live of a counter that is created; that of the URI without it.")
    private @Nullable Duration ttl;

    CountCommand(CommandContext context, Verb verb) {
        this.context = context;
        this.verb = verb;
    }

    @Override
    public Integer call() {
        if (ttl != null && initial == null) {
            throw new UsageException("--ttl is for a counter that is created; it needs --initial");
        }
        return context.write(
                key, values -> report(initial == null ? count(values) : count(values, initial)), values -> {
                    if (initial == null) {
                        post(values.noreply());
                    } else {
                        post(values.noreply(), initial);
                    }
                });
    }

    private OptionalLong count(Keyspace<String, Value> values) {
        return verb == Verb.INCR ? values.incr(key, delta) : values.decr(key, delta);
    }

    private OptionalLong count(Keyspace<String, Value> values, long first) {
        return verb == Verb.INCR
                ? values.incr(key, delta, first, ttlOfNew())
                : values.decr(key, delta, first, ttlOfNew());
    }

    private void post(NoreplyKeyspace<String, Value> values) {
        if (verb == Verb.INCR) {
            values.incr(key, delta);
        } else {
            values.decr(key, delta);
        }
    }

    private void post(NoreplyKeyspace<String, Value> values, long first) {
        if (verb == Verb.INCR) {
            values.incr(key, delta, first, ttlOfNew());
        } else {
            values.decr(key, delta, first, ttlOfNew());
        }
    }

    private Duration ttlOfNew() {
        return ttl == null ? context.defaultTtl() : ttl;
    }

    private int report(OptionalLong count) {
        if (count.isEmpty()) {
            return context.missing(key);
        }
        String number = Long.toUnsignedString(count.getAsLong());
        boolean json = context.options().json;
        context.console()
                .line(
                        json
                                ? new JsonLine()
                                        .text("key", key)
                                        .json("value", number)
                                        .toString()
                                : number);
        return ExitStatus.DONE;
    }
}
