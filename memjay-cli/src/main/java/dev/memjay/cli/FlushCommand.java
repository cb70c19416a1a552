package dev.memjay.cli;

import dev.memjay.cli.option.DurationConverter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flush}: makes all items of all servers expire. */
@Command(name = "flush", description = "Makes all items of all servers expire.")
final class FlushCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "When: 10s, 1h, at most 30d; now without it.")
    private Duration delay = Duration.ZERO;

    FlushCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return context.withClient(
                memjay -> context.complainOfNodes(memjay.admin().flushAll(delay)));
    }
}
