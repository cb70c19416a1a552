package dev.memjay.cli;

import dev.memjay.cli.value.Names;
import dev.memjay.cli.value.UsageException;
import dev.memjay.cli.value.Value;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code append} and {@code prepend}: join a value with the one that is there. */
@Command
final class JoinCommand implements Callable<Integer> {
    /** Which of the two. */
    enum Verb {
        APPEND,
        PREPEND
    }

    private final CommandContext context;
    private final Verb verb;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key;

    @Parameters(index = "1", paramLabel = "VALUE|-", description = "What to put there; - reads it from standard input.")
    private String value;

    JoinCommand(CommandContext context, Verb verb) {
        this.context = context;
        this.verb = verb;
    }

    @Override
    public Integer call() {
        if (!Names.codec(context.options().codec).isAppendable()) {
            throw new UsageException("two values of --codec " + context.options().codec
                    + " cannot be joined to one; use --codec text, bytes or raw");
        }
        Value given = context.given(value);
        return switch (verb) {
            case APPEND ->
                context.write(
                        key,
                        values -> report(values.append(key, given)),
                        values -> values.noreply().append(key, given));
            case PREPEND ->
                context.write(
                        key,
                        values -> report(values.prepend(key, given)),
                        values -> values.noreply().prepend(key, given));
        };
    }

    private int report(boolean stored) {
        return context.report(key, "stored", stored, "not stored, since there is no value");
    }
}
