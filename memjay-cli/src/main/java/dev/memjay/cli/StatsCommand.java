package dev.memjay.cli;

import dev.memjay.cli.value.JsonLine;
import dev.memjay.model.NodeResults;
import dev.memjay.model.Stats;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stats}: prints the statistics of every server. */
@Command(name = "stats", description = "Prints the statistics of every server, NODE<TAB>NAME<TAB>VALUE a line.")
final class StatsCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "ARG",
            arity = "0..*",
            description = "What to ask for: settings, items, slabs, sizes, conns, reset.")
    private List<String> arguments = List.of();

    StatsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return context.withClient(memjay -> {
            NodeResults<Stats> stats = memjay.admin().stats(arguments.toArray(String[]::new));
            stats.results().forEach((node, values) -> print(node.toString(), values));
            return context.complainOfNodes(stats.failed());
        });
    }

    private void print(String node, Stats stats) {
        if (context.options().json) {
            context.console()
                    .line(new JsonLine()
                            .text("node", node)
                            .object("stats", stats.asMap())
                            .toString());
        } else {
            stats.asMap().forEach((name, value) -> context.console().row(node, name, value));
        }
    }
}
