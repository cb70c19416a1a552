package dev.memjay.cli;

import dev.memjay.Layout;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.cli.console.ErrorText;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.console.Lines;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodes}: prints which server each key belongs to, and which servers are down. */
@Command(
        name = "nodes",
        description = {
            "Prints which server each key belongs to, KEY<TAB>NODE a line; asks no server for that.",
            "Without a key, lists the servers and whether each is up or down, NODE<TAB>STATE a line.",
            "--balance prints NODE<TAB>KEYS<TAB>SHARE<TAB>BAR a line."
        })
final class NodesCommand implements Callable<Integer> {
    private static final String UP = "up";
    private static final String DOWN = "down";
    private static final int SAMPLE_KEYS = 100_000;
    private static final int WIDEST_BAR = 50;

    private final CommandContext context;

    @Parameters(paramLabel = "KEY", arity = "0..*", description = "The keys.")
    private List<String> keys = List.of();

    @Option(
            names = "--keys-from",
            paramLabel = "FILE",
            description = "A file with a key a line; - reads standard input.")
    private @Nullable Path file;

    @Option(
            names = "--balance",
            description = "How the keys spread over the servers; without keys, 100,000 sample keys key:0, key:1, ...")
    private boolean balance;

    @Option(
            names = "--state",
            description = "Ask each server, and add whether it is up or down; the list without keys always does.")
    private boolean state;

    /** What the servers answered, where they were asked. */
    private @Nullable NodeResults<Duration> states;

    NodesCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        MemjayBuilder builder = context.layoutBuilder();
        boolean list = !balance && keys.isEmpty() && file == null;
        if (!list && !state) {
            try {
                Layout layout = builder.layout();
                print(layout.nodes(), layout::nodeFor);
                return ExitStatus.DONE;
            } catch (IllegalStateException discovered) {
                // the nodes are not known without a client that looks for them
            }
        }
        try (Memjay memjay = builder.build()) {
            if (list || state) {
                states = memjay.ping();
            }
            print(memjay.nodes(), memjay::nodeFor);
        }
        return states == null
                ? ExitStatus.DONE
                : ExitStatus.ofAll(states.failed().values());
    }

    private void print(List<Node> nodes, Function<String, Node> nodeFor) {
        if (balance) {
            printBalance(nodes, nodeFor);
        } else if (keys.isEmpty() && file == null) {
            nodes.forEach(node -> print(null, node));
        } else {
            forEachKey(key -> print(key, nodeFor.apply(key)));
        }
    }

    private void print(@Nullable String key, Node node) {
        if (context.options().json) {
            JsonLine line = new JsonLine();
            if (key != null) {
                line.text("key", key);
            }
            printJson(line.text("node", node.toString()), node);
        } else {
            List<String> columns = new ArrayList<>();
            if (key != null) {
                columns.add(key);
            }
            columns.add(node.toString());
            printRow(columns, node);
        }
    }

    /** The line with the node's state, where that was asked for. */
    private void printJson(JsonLine line, Node node) {
        if (states != null) {
            MemjayException error = states.failed().get(node);
            line.text("state", error == null ? UP : DOWN);
            if (error != null) {
                line.text("error", ErrorText.reason(error));
            }
        }
        context.console().line(line.toString());
    }

    private void printRow(List<String> columns, Node node) {
        List<String> all = new ArrayList<>(columns);
        if (states != null) {
            MemjayException error = states.failed().get(node);
            all.add(error == null ? UP : DOWN + ": " + ErrorText.reason(error));
        }
        context.console().row(all.toArray(String[]::new));
    }

    private void printBalance(List<Node> nodes, Function<String, Node> nodeFor) {
        Map<Node, Long> counts = new LinkedHashMap<>();
        nodes.forEach(node -> counts.put(node, 0L));
        Consumer<String> count = key -> counts.merge(nodeFor.apply(key), 1L, Long::sum);
        if (keys.isEmpty() && file == null) {
            IntStream.range(0, SAMPLE_KEYS).forEach(i -> count.accept("key:" + i));
        } else {
            forEachKey(count);
        }
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        counts.forEach((node, number) -> {
            double share = all == 0 ? 0 : (double) number / all;
            if (context.options().json) {
                printJson(
                        new JsonLine()
                                .text("node", node.toString())
                                .number("keys", number)
                                .json("share", String.format(Locale.ROOT, "%.4f", share)),
                        node);
            } else {
                String percent = String.format(Locale.ROOT, "%.2f%%", share * 100);
                printRow(List.of(node.toString(), Long.toString(number), percent, bar(number, most)), node);
            }
        });
    }

    /** A bar as long as the number, the greatest having the full width; what is not nothing shows. */
    private static String bar(long number, long most) {
        return "#".repeat(number == 0 ? 0 : (int) Math.max(1, Math.round((double) WIDEST_BAR * number / most)));
    }

    private void forEachKey(Consumer<String> action) {
        keys.forEach(action);
        if (file != null) {
            Lines.forEach(context.console(), file, action);
        }
    }
}
