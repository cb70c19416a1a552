package dev.memjay.cli;

import dev.memjay.cli.value.JsonLine;
import dev.memjay.model.NodeResults;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ping}: asks every server for a sign of life. */
@Command(
        name = "ping",
        description = "Asks every server for a sign of life, NODE<TAB>MILLISECONDS a line; connecting is part of it.")
final class PingCommand implements Callable<Integer> {
    private final CommandContext context;

    PingCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return context.withClient(memjay -> {
            NodeResults<Duration> answers = memjay.ping();
            answers.results().forEach((node, time) -> {
                String millis = String.format(Locale.ROOT, "%.2f", time.toNanos() / 1e6);
                if (context.options().json) {
                    JsonLine line = new JsonLine().text("node", node.toString()).json("ms", millis);
                    context.console().line(line.toString());
                } else {
                    context.console().row(node.toString(), millis + " ms");
                }
            });
            return context.complainOfNodes(answers.failed());
        });
    }
}
