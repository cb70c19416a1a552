package dev.memjay.cli;

import dev.memjay.Admin;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.UsageException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ping}: measures the round trip to every server.
 *
 * <p>A JVM that has just started takes milliseconds for its first calls, where a server on the same machine takes 50
 * microseconds. So all servers are asked once, at the same time, which connects to them; then each by itself, first without
 * a look at the clock until the code is compiled, and then for the figures.
 */
@Command(
        name = "ping",
        description = "Measures the round trip to every server: NODE<TAB>min MS<TAB>median MS<TAB>max MS a line.")
final class PingCommand implements Callable<Integer> {
    private static final int MAX_ROUNDS = 1_000_000;

    /** The first compiler takes a method up after 200 calls; a far server ends it by its time. */
    private static final int WARM_UP_ROUNDS = 300;

    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final CommandContext context;

    @Option(names = "--rounds", paramLabel = "COUNT", description = "How often each server is asked; 10 without it.")
    private int rounds = 10;

    PingCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (rounds < 1 || rounds > MAX_ROUNDS) {
            throw new UsageException("--rounds is " + rounds + "; it has to be 1 to " + MAX_ROUNDS);
        }
        return context.withClient(memjay -> {
            NodeResults<Duration> connected = memjay.ping();
            Map<Node, MemjayException> failed = new LinkedHashMap<>(connected.failed());
            for (Node node : connected.results().keySet()) {
                try {
                    print(node, measure(memjay.admin(), node));
                } catch (MemjayException e) {
                    failed.put(node, e);
                }
            }
            return context.complainOfNodes(failed);
        });
    }

    /** The round trips in nanoseconds, sorted. */
    private long[] measure(Admin admin, Node node) {
        long end = System.nanoTime() + WARM_UP_NANOS;
        for (int i = 0; i < WARM_UP_ROUNDS && end - System.nanoTime() > 0; i++) {
            admin.version(node);
        }
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            admin.version(node);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private void print(Node node, long... sorted) {
        String least = millis(sorted[0]);
        String median = millis((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
        String most = millis(sorted[sorted.length - 1]);
        if (context.options().json) {
            context.console()
                    .line(new JsonLine()
                            .text("node", node.toString())
                            .number("rounds", rounds)
                            .json("minMs", least)
                            .json("medianMs", median)
                            .json("maxMs", most)
                            .toString());
        } else {
            context.console()
                    .row(node.toString(), "min " + least + " ms", "median " + median + " ms", "max " + most + " ms");
        }
        context.console().flush();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }
}
