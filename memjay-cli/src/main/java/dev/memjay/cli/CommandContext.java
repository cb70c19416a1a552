package dev.memjay.cli;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.ErrorText;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.option.ClientOptions;
import dev.memjay.cli.option.TtlConverter;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.Names;
import dev.memjay.cli.value.UsageException;
import dev.memjay.cli.value.Value;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** What every command works with: the streams, the shared options, and a client for as long as the command runs. */
final class CommandContext {
    static final String NOT_FOUND = "not found";

    private static final String STATE = "state";
    private static final String FAILED = "failed";

    private final Console console;
    private final ClientOptions options;
    private final ClientEvents events = new ClientEvents();
    private final Set<String> saidMisses = new HashSet<>();
    private Duration defaultTtl = Memjay.NEVER;

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
        try (Memjay memjay = options.open(events)) {
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

    /** Runs a command on the value of a key, by {@code --codec}, and gives its status. */
    int withValue(String key, ToIntFunction<Keyspace<String, Value>> command) {
        return withClient(memjay -> {
            try {
                return command.applyAsInt(values(memjay));
            } catch (MemjayException e) {
                failedLine(key, e);
                throw e;
            }
        });
    }

    /** Runs a command that writes a key: with its answer, or under {@code --noreply} without. */
    int write(String key, ToIntFunction<Keyspace<String, Value>> command, Consumer<Keyspace<String, Value>> silent) {
        return options.noreply ? post(silent) : withValue(key, command);
    }

    /** Without an answer nothing is found or not found, but what went wrong while the client closed is said all the same. */
    int post(Consumer<Keyspace<String, Value>> command) {
        try (Memjay memjay = options.open(events)) {
            command.accept(values(memjay));
        }
        events.posted().forEach(this::complain);
        return ExitStatus.ofAll(events.posted());
    }

    /** The values of {@code --codec}, read and written as the URI says. */
    Keyspace<String, Value> values(Memjay memjay) {
        events.learnWhoIsDown(memjay);
        defaultTtl = new TtlConverter().convert(ClientEvents.text(memjay, "ttl"));
        return memjay.keyspace(Names.codec(options.codec));
    }

    /** The time to live that the URI sets, for the one verb that takes none from its keyspace. */
    Duration defaultTtl() {
        return defaultTtl;
    }

    /** The bytes of a value that was given: the argument's, or those of standard input for {@code -}. */
    Value given(String argument) {
        return Value.given(argument.equals("-") ? console.readAll() : argument.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Tells how a write ended: nothing where it did what was asked, a line of JSON in any case where that was asked for.
     *
     * @param outcome what the write does where it does it, such as {@code stored}
     * @param whyNot why it was not done
     */
    int report(String key, String outcome, boolean done, String whyNot) {
        if (options.json) {
            console.line(new JsonLine().text("key", key).flag(outcome, done).toString());
        }
        // After a failure nobody knows whether there is an item.
        String notDone = events.swallowed().isEmpty() ? whyNot : "not " + outcome;
        return done ? ExitStatus.DONE : missed(key, notDone);
    }

    /** Says that a key's command did nothing, which is no error, only a status; failures behind it are said first. */
    int missed(String key, String why) {
        for (MemjayException error : events.swallowed()) {
            if (saidMisses.add(sameness(error))) {
                console.say(ErrorText.of(error) + "; failurePolicy makes it a miss");
            }
        }
        console.say(key + ": " + why);
        return ExitStatus.NOT_FOUND;
    }

    /** Takes a failure for a miss if the URI's failure policy does. */
    boolean swallows(Memjay memjay, MemjayException error) {
        if (ClientEvents.text(memjay, "failurePolicy").equals("throw")) {
            return false;
        }
        events.swallowed().add(error);
        return true;
    }

    /** Says that there is no such item, under {@code --json} by a line too. */
    int missing(String key) {
        missingLine(key);
        return missed(key, NOT_FOUND);
    }

    /** The line of JSON for a key without an item, where that was asked for. */
    void missingLine(String key) {
        if (options.json) {
            console.line(new JsonLine().text("key", key).text(STATE, "missing").toString());
        }
    }

    /** The line of JSON for a key whose call failed, where that was asked for. */
    void failedLine(String key, MemjayException error) {
        if (options.json) {
            console.line(failed(new JsonLine().text("key", key).text(STATE, FAILED), error.node(), error));
        }
    }

    private static String failed(JsonLine line, Optional<String> node, MemjayException error) {
        node.ifPresent(name -> line.text("node", name));
        return line.text("error", ErrorText.cause(error)).toString();
    }

    /** Says which keys failed, those of one node and one cause together, and gives the status for it. */
    int complainOfKeys(Map<String, MemjayException> failed) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        Map<String, MemjayException> errors = new LinkedHashMap<>();
        failed.forEach((key, error) -> {
            String same = sameness(error);
            keys.computeIfAbsent(same, first -> new ArrayList<>()).add(key);
            errors.putIfAbsent(same, error);
        });
        errors.forEach((same, error) ->
                complain(String.join(", ", Objects.requireNonNull(keys.get(same))) + ": ", error));
        return ExitStatus.ofAll(failed.values());
    }

    /** The same for errors of one node and one kind, of which one is said. */
    private static String sameness(MemjayException error) {
        return error.getClass() + " " + error.node().orElseGet(() -> ErrorText.of(error));
    }

    /** Says which nodes failed, under {@code --json} by a line too, and gives the status for it. */
    int complainOfNodes(Map<Node, MemjayException> failed) {
        failed.forEach((node, error) -> {
            if (options.json) {
                JsonLine line = new JsonLine().text("node", node.toString()).text(STATE, FAILED);
                console.line(failed(line, Optional.empty(), error));
            }
        });
        failed.values().forEach(this::complain);
        return ExitStatus.ofAll(failed.values());
    }

    void complain(Throwable error) {
        complain("", error);
    }

    private void complain(String before, Throwable error) {
        console.say(before + ErrorText.of(error));
        if (options.verbose || System.getenv("MEMJAY_TRACE") != null) {
            console.trace(error);
        }
    }
}
