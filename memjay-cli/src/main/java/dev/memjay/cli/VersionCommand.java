package dev.memjay.cli;

import dev.memjay.cli.value.JsonLine;
import dev.memjay.model.NodeResults;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code version}: prints the version of every server. */
@Command(name = "version", description = "Prints the version of every server, NODE<TAB>VERSION a line.")
final class VersionCommand implements Callable<Integer> {
    private final CommandContext context;

    VersionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return context.withClient(memjay -> {
            NodeResults<String> versions = memjay.admin().version();
            versions.results().forEach((node, version) -> {
                if (context.options().json) {
                    JsonLine line = new JsonLine().text("node", node.toString()).text("version", version);
                    context.console().line(line.toString());
                } else {
                    context.console().row(node.toString(), version);
                }
            });
            return context.complainOfNodes(versions.failed());
        });
    }
}
