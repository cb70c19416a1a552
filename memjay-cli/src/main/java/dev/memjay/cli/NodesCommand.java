package dev.memjay.cli;

import dev.memjay.Layout;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.model.Node;
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

/** {@code nodes}: prints which server each key belongs to, asking no server but one that the nodes are found by. */
@Command(
        name = "nodes",
        description = {
            "Prints which server each key belongs to, KEY<TAB>NODE a line; without a key, the servers. Asks no server.",
            "--balance prints NODE<TAB>KEYS<TAB>SHARE<TAB>BAR a line."
        })
final class NodesCommand implements Callable<Integer> {
    private static final int SAMPLE_KEYS = 100_000;
    private static final int WIDEST_BAR = 50;

    private final CommandContext context;

    @Parameters(paramLabel = "KEY", arity = "0..*", description = "The keys.")
    private List<String> keys = List.of();

    @Option(
            names = "--keys-from",
            paramLabel = "FILE",
            description = "A file with a key a line; - reads standard input.")
    private @Nullable String file;

    @Option(
            names = "--balance",
            description = "How the keys spread over the servers; without keys, 100,000 sample keys key:0, key:1, ...")
    private boolean balance;

    NodesCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        MemjayBuilder builder = context.layoutBuilder();
        Layout layout;
        try {
            layout = builder.layout();
        } catch (IllegalStateException discovered) {
            try (Memjay memjay = builder.build()) {
                return print(memjay.nodes(), memjay::nodeFor);
            }
        }
        return print(layout.nodes(), layout::nodeFor);
    }

    private int print(List<Node> nodes, Function<String, Node> nodeFor) {
        if (balance) {
            printBalance(nodes, nodeFor);
        } else if (keys.isEmpty() && file == null) {
            nodes.forEach(node -> print(null, node));
        } else {
            forEachKey(key -> print(key, nodeFor.apply(key)));
        }
        return ExitStatus.DONE;
    }

    private void print(@Nullable String key, Node node) {
        if (context.options().json) {
            JsonLine line = new JsonLine();
            if (key != null) {
                line.text("key", key);
            }
            context.console().line(line.text("node", node.toString()).toString());
        } else if (key == null) {
            context.console().line(node.toString());
        } else {
            context.console().row(key, node.toString());
        }
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
                context.console()
                        .line(new JsonLine()
                                .text("node", node.toString())
                                .number("keys", number)
                                .json("share", String.format(Locale.ROOT, "%.4f", share))
                                .toString());
            } else {
                String percent = String.format(Locale.ROOT, "%.2f%%", share * 100);
                context.console().row(node.toString(), Long.toString(number), percent, bar(number, most));
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
