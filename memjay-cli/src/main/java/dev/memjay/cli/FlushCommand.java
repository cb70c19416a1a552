package dev.memjay.cli;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.option.DurationConverter;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.UsageException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flush}: makes all items of all servers expire, once somebody has said that this is meant. */
@Command(
        name = "flush",
        description = "Makes all items of all servers expire. Asks first; where there is no terminal it wants --yes.")
final class FlushCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "When: 10s, 1h, at most 30d; now without it.")
    private Duration delay = Duration.ZERO;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    FlushCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return context.withClient(memjay -> {
            if (!yes && !isMeant(memjay.nodes())) {
                context.console().say("nothing was flushed");
                return ExitStatus.NOT_FOUND;
            }
            return flush(memjay);
        });
    }

    private boolean isMeant(List<Node> nodes) {
        String count = nodes.size() == 1 ? "1 server" : nodes.size() + " servers";
        String names = nodes.stream().map(Node::toString).collect(Collectors.joining(", "));
        Optional<Boolean> answer = context.console().ask("Empty " + count + ", " + names + "?");
        return answer.orElseThrow(() -> new UsageException("flush would empty " + count + " (" + names
                + ") and cannot ask, since this is no terminal; add --yes if you mean it"));
    }

    private int flush(Memjay memjay) {
        List<Node> nodes = memjay.nodes();
        Map<Node, MemjayException> failed = memjay.admin().flushAll(delay);
        for (Node node : nodes) {
            if (context.options().json && !failed.containsKey(node)) {
                context.console()
                        .line(new JsonLine()
                                .text("node", node.toString())
                                .flag("flushed", true)
                                .toString());
            }
        }
        return context.complainOfNodes(failed);
    }
}
