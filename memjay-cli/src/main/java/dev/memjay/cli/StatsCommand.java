package dev.memjay.cli;

import dev.memjay.cli.fleet.Figures;
import dev.memjay.cli.fleet.NodeFigures;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.UsageException;
import dev.memjay.model.NodeResults;
import dev.memjay.model.Stats;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stats}: prints the statistics of every server. */
@Command(
        name = "stats",
        description = {
            "Prints the statistics of every server, NODE<TAB>NAME<TAB>VALUE a line.",
            "--summary prints the ten that matter most, in units, and their totals."
        })
final class StatsCommand implements Callable<Integer> {
    /** What JSON takes for a number; a version such as 1.6.18 and a text such as 007 are none. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");

    private static final String TOTAL = "total";

    private final CommandContext context;

    @Parameters(
            paramLabel = "ARG",
            arity = "0..*",
            description = "What to ask for: settings, items, slabs, sizes, conns, reset.")
    private List<String> arguments = List.of();

    @Option(names = "--summary", description = "Ten lines for each server and ten for all together.")
    private boolean summary;

    StatsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (summary && !arguments.isEmpty()) {
            throw new UsageException("--summary is made of the general statistics; it takes no " + arguments.get(0));
        }
        return context.withClient(memjay -> {
            NodeResults<Stats> stats = memjay.admin().stats(arguments.toArray(String[]::new));
            if (summary) {
                summarize(stats);
            } else {
                stats.results().forEach((node, values) -> print(node.toString(), values));
            }
            return context.complainOfNodes(stats.failed());
        });
    }

    private void print(String node, Stats stats) {
        if (context.options().json) {
            JsonLine values = new JsonLine();
            stats.asMap().forEach((name, value) -> {
                if (NUMBER.matcher(value).matches()) {
                    values.json(name, value);
                } else {
                    values.text(name, value);
                }
            });
            context.console()
                    .line(new JsonLine()
                            .text("node", node)
                            .json("stats", values.toString())
                            .toString());
        } else {
            stats.asMap().forEach((name, value) -> context.console().row(node, name, value));
        }
    }

    private void summarize(NodeResults<Stats> stats) {
        @Nullable NodeFigures all = null;
        for (var result : stats.results().entrySet()) {
            NodeFigures figures = NodeFigures.of(result.getValue());
            summarize(result.getKey().toString(), figures);
            all = all == null ? figures : all.plus(figures);
        }
        if (all != null) {
            summarize(TOTAL, all);
        }
    }

    private void summarize(String node, NodeFigures figures) {
        if (context.options().json) {
            context.console().line(json(node, figures));
            return;
        }
        line(node, "version", figures.version());
        line(node, "uptime", Figures.duration(figures.uptime()));
        line(node, "connections", Long.toString(figures.connections()));
        line(node, "items", Long.toString(figures.items()));
        line(
                node,
                "memory",
                Figures.bytes(figures.bytes()) + " of " + Figures.bytes(figures.limit()) + ", "
                        + Figures.percent(figures.bytes(), figures.limit()));
        line(node, "evictions", Long.toString(figures.evictions()));
        line(node, "gets", figures.gets() + ", " + perSecond(figures.gets(), figures.uptime()));
        line(node, "hit rate", Figures.percent(figures.hits(), figures.gets()));
        line(node, "sets", figures.sets() + ", " + perSecond(figures.sets(), figures.uptime()));
        line(
                node,
                "network",
                Figures.bytes(figures.read()) + " received, " + Figures.bytes(figures.written()) + " sent");
    }

    private void line(String node, String name, String value) {
        context.console().row(node, name, value);
    }

    private static String perSecond(long count, long seconds) {
        return Figures.count((double) count / Math.max(1, seconds)) + "/s";
    }

    private static String json(String node, NodeFigures figures) {
        JsonLine line = new JsonLine()
                .text("node", node)
                .text("version", figures.version())
                .number("uptime", figures.uptime())
                .number("connections", figures.connections())
                .number("items", figures.items())
                .number("bytes", figures.bytes())
                .number("limit", figures.limit())
                .number("evictions", figures.evictions())
                .number("gets", figures.gets());
        if (figures.gets() > 0) {
            line.json("hitRate", String.format(Locale.ROOT, "%.4f", (double) figures.hits() / figures.gets()));
        }
        return line.number("sets", figures.sets())
                .number("read", figures.read())
                .number("written", figures.written())
                .toString();
    }
}
