package dev.memjay.cli;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.cli.option.ClientOptions;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.Names;
import dev.memjay.cli.value.UsageException;
import dev.memjay.cli.value.Value;
import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What every command works with: the streams, the shared options, and a client for as long as the command runs. */
final class CommandContext {
    private final Console console;
    private final ClientOptions options;

    CommandContext(Console console, ClientOptions options) {
        this.console = console;
        this.options = options;
    }

    Console console() {
        return console;
    }

    ClientOptions options() {
        return options;
    }

    /** Runs a command that needs its answer, and gives its status. */
    int withClient(ToIntFunction<Memjay> command) {
        refuseNoreply();
        try (Memjay memjay = options.open()) {
            return command.applyAsInt(memjay);
        }
    }

    /** For questions of placement. Keys beyond ASCII have a place too; what a URI says of keys goes before. */
    MemjayBuilder layoutBuilder() {
        refuseNoreply();
        return options.applyTo(Memjay.builder().keyPolicy(KeyPolicy.UTF8));
    }

    private void refuseNoreply() {
        if (options.noreply) {
            throw new UsageException("--noreply is for the commands that write; this one needs the answer");
        }
    }

    /** Runs a command on the values of {@code --codec}, and gives its status. */
    int withValues(ToIntFunction<Keyspace<String, Value>> command) {
        return withClient(memjay -> command.applyAsInt(values(memjay)));
    }

    /** Runs a command that writes: with its answer, or under {@code --noreply} without. */
    int write(ToIntFunction<Keyspace<String, Value>> command, Consumer<Keyspace<String, Value>> silent) {
        return options.noreply ? post(silent) : withValues(command);
    }

    /** Without an answer nothing is found or not found, but what went wrong while the client closed is said all the same. */
    private int post(Consumer<Keyspace<String, Value>> command) {
        PostFailures failures = new PostFailures();
        try (Memjay memjay = options.open(failures)) {
            command.accept(values(memjay));
        }
        failures.errors.forEach(this::complain);
        return ExitStatus.ofAll(failures.errors);
    }

    /** The values of {@code --codec}. The statuses speak of failures, so none may be swallowed, whatever a URI says. */
    Keyspace<String, Value> values(Memjay memjay) {
        return memjay.keyspace(Names.codec(options.codec)).withFailurePolicy(FailurePolicy.THROW);
    }

    /** The bytes of a value that was given: the argument's, or those of standard input for {@code -}. */
    Value given(String argument) {
        return Value.given(argument.equals("-") ? console.readAll() : argument.getBytes(StandardCharsets.UTF_8));
    }

    /** Tells how a write ended: nothing where it did what was asked, a line of JSON in any case where that was asked for. */
    int report(String key, String outcome, boolean done, String whyNot) {
        if (options.json) {
            console.line(new JsonLine().text("key", key).flag(outcome, done).toString());
        }
        return done ? ExitStatus.DONE : missed(key, whyNot);
    }

    /** Says that a key's command did nothing; that is no error, only a status. */
    int missed(String key, String why) {
        console.say(key + ": " + why);
        return ExitStatus.NOT_FOUND;
    }

    /** Says which nodes failed, and gives the status for it. */
    int complain(Map<Node, MemjayException> failed) {
        Collection<MemjayException> errors = failed.values();
        errors.forEach(this::complain);
        return ExitStatus.ofAll(errors);
    }

    void complain(Throwable error) {
        String message = error.getMessage();
        boolean fault = message == null || ExitStatus.of(error) == ExitStatus.FAULT;
        console.say((fault ? error.toString() : message) + hint(error));
        if (options.verbose || System.getenv("MEMJAY_TRACE") != null) {
            console.trace(error);
        }
    }

    /** Where the client's own message speaks of methods, the option that does the same. */
    private static String hint(Throwable error) {
        if (error instanceof CodecException) {
            return "; --codec raw takes all as it is";
        }
        return error instanceof IllegalKeyException
                ? "; as a URI's parameter: ?keyPolicy=binary, ?keyPolicy=hash or ?keyPolicy=utf8"
                : "";
    }

    private static final class PostFailures implements MemjayListener {
        private final Queue<MemjayException> errors = new ConcurrentLinkedQueue<>();

        @Override
        public void postFailed(@Nullable Node node, Verb verb, MemjayException error) {
            errors.add(error);
        }
    }
}
