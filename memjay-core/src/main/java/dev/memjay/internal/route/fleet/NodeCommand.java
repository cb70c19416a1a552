package dev.memjay.internal.route.fleet;

import dev.memjay.error.MemjayException;
import dev.memjay.error.Printable;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.Node;
import dev.memjay.model.Stats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * A command of administration with the way to read its answer.
 *
 * @param command what is sent
 * @param reader reads the lines of an answer that is no error
 * @param <R> what is read
 */
public record NodeCommand<R>(TextCommand command, Function<List<String>, R> reader) {
    private static final long MAX_DELAY_SECONDS = Duration.ofDays(30).toSeconds();

    /** What servers newer than 1.6.18 answer where that said {@code ERROR: shutdown not enabled}. */
    private static final String NOT_ENABLED = "SERVER_ERROR: shutdown not enabled";

    /** What memcached's own proxy knows no way to pass on: it closes the connection over them, which is everybody's. */
    private static final Set<String> SERVERS_ALONE = Set.of("flush_all", "verbosity", "cache_memlimit");

    /** It tells the version of a memcached and answers {@code mg}; its statistics tell it from one. */
    static final TextCommand PROXY_QUESTION = new TextCommand("stats", TextCommand.Ending.END, AnswerLimit.STATS);

    private static final String PROXY_ANSWER = "STAT proxy_config_reloads ";

    public static final NodeCommand<String> VERSION = line("version", NodeCommand::versionOf);

    /** The same command, with something else made of its answer. */
    public <T> NodeCommand<T> map(Function<? super R, ? extends T> change) {
        return new NodeCommand<>(command, lines -> change.apply(reader.apply(lines)));
    }

    public static NodeCommand<Stats> stats(String... arguments) {
        StringBuilder text = new StringBuilder("stats");
        for (String argument : Objects.requireNonNull(arguments, "arguments")) {
            text.append(' ').append(Objects.requireNonNull(argument, "arguments has a null element"));
        }
        return new NodeCommand<>(
                new TextCommand(text.toString(), TextCommand.Ending.END, AnswerLimit.STATS), NodeCommand::statsOf);
    }

    public static NodeCommand<Boolean> flushAll(Duration delay) {
        if (Objects.requireNonNull(delay, "delay").isNegative() || delay.toSeconds() >= MAX_DELAY_SECONDS) {
            throw new IllegalArgumentException("delay is " + delay + "; it has to be zero to 30 days");
        }
        long seconds = delay.getSeconds() + (delay.getNano() > 0 ? 1 : 0);
        return line(seconds == 0 ? "flush_all" : "flush_all " + seconds, NodeCommand::isOk);
    }

    public static NodeCommand<Boolean> verbosity(int level) {
        if (level < 0) {
            throw new IllegalArgumentException("level is " + level + "; it has to be 0 or more");
        }
        return line("verbosity " + level, NodeCommand::isOk);
    }

    public static NodeCommand<Boolean> cacheMemlimit(int megabytes) {
        if (megabytes < 1) {
            throw new IllegalArgumentException("megabytes is " + megabytes + "; it has to be 1 or more");
        }
        return line("cache_memlimit " + megabytes, NodeCommand::isOk);
    }

    public static NodeCommand<Boolean> shutdown(String text) {
        return line(text, NodeCommand::isOk);
    }

    public static NodeCommand<List<String>> raw(String text, TextCommand.Ending ending) {
        TextCommand command = new TextCommand(Objects.requireNonNull(text, "command"), ending, AnswerLimit.RAW);
        return new NodeCommand<>(command, NodeCommand::withoutEnd);
    }

    private static List<String> withoutEnd(List<String> lines) {
        int last = lines.size() - 1;
        return List.copyOf(last >= 0 && lines.get(last).equals("END") ? lines.subList(0, last) : lines);
    }

    private static <R> NodeCommand<R> line(String text, Function<String, R> reader) {
        return new NodeCommand<>(
                new TextCommand(text, TextCommand.Ending.LINE),
                lines -> reader.apply(lines.isEmpty() ? "" : lines.get(0)));
    }

    /** Whether it must not be sent before it is known that the node is no proxy of memcached's own. */
    boolean isForServersAlone() {
        return SERVERS_ALONE.contains(name());
    }

    /** Throws if the answer to {@link #PROXY_QUESTION} is that of a proxy. */
    void refuseOnProxy(Node node, List<String> stats, long elapsedNanos) {
        if (stats.stream().anyMatch(line -> line.startsWith(PROXY_ANSWER))) {
            throw new UnsupportedByServerException(
                    "the node is memcached as a proxy, which would close the connection over it; ask the servers behind it",
                    context(node, elapsedNanos),
                    null);
        }
    }

    private String name() {
        String line = command.line();
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    /** Reads a node's answer; throws if it is an error. */
    R read(Node node, List<String> lines, long elapsedNanos) {
        String first = lines.isEmpty() ? "" : lines.get(0);
        if (first.startsWith("ERROR") || first.equals(NOT_ENABLED)) {
            throw new UnsupportedByServerException(
                    "the server does not know or does not allow it, and said '" + Printable.excerpt(first) + "'",
                    context(node, elapsedNanos),
                    null);
        }
        if (first.startsWith("CLIENT_ERROR") || first.startsWith("SERVER_ERROR")) {
            throw new ServerErrorException(
                    "the server said '" + Printable.excerpt(first) + "'", context(node, elapsedNanos), null);
        }
        try {
            return reader.apply(lines);
        } catch (UnexpectedLine e) {
            throw new ServerErrorException(
                    "the server said '" + Printable.excerpt(first) + "', which is no answer to it",
                    context(node, elapsedNanos),
                    null);
        }
    }

    private MemjayException.Context context(Node node, long elapsedNanos) {
        return new MemjayException.Context(node.toString(), name(), elapsedNanos, false);
    }

    /** Inside this class only: {@link #read} makes a public error of it. */
    private static final class UnexpectedLine extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static String versionOf(String line) {
        if (!line.startsWith("VERSION ")) {
            throw new UnexpectedLine();
        }
        return line.substring("VERSION ".length());
    }

    private static boolean isOk(String line) {
        if (!line.equals("OK")) {
            throw new UnexpectedLine();
        }
        return true;
    }

    /** {@code STAT name value}, and {@code ITEM key facts} or {@code PREFIX prefix facts} of some arguments. */
    private static Stats statsOf(List<String> lines) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            if (words.length > 1) {
                values.put(words[1], words.length == 2 ? "" : words[2]);
            }
        }
        return Stats.of(values);
    }
}
