package dev.memjay.cli;

import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.Descriptors;
import dev.memjay.cli.console.Interruptible;
import dev.memjay.cli.fleet.Column;
import dev.memjay.cli.fleet.Top;
import dev.memjay.cli.option.DurationConverter;
import dev.memjay.cli.value.UsageException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code top}: shows all servers, again and again. */
@Command(
        name = "top",
        description = {
            "Shows all servers each second: state, round trip, gets, hit rate, items, memory, evictions, connections,"
                    + " version and uptime, and their totals. A server that dies or comes back is seen as it happens.",
            "Keys: q quits, s sorts by the next column, r reverses, v shows versions and uptimes on a narrow terminal,"
                    + " h watches for the hottest keys for 2s, x hides them, j and k scroll.",
            "Where the output is no terminal it prints lines; --once prints those of one interval, with --json for scripts."
        })
final class TopCommand implements Callable<Integer> {
    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_INTERVAL = Duration.ofHours(1);

    private final CommandContext context;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "The time between two looks at the servers; 1s without it.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            description =
                    "The column to sort by at first: ${COMPLETION-CANDIDATES}; node, the order given, without it.")
    private Column sort = Column.NODE;

    @Option(
            names = "--once",
            description = "Print one line for each server and end; the status is 3 where one is down.")
    private boolean once;

    TopCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
            throw new UsageException("--interval is " + interval.toMillis() + "ms; it has to be 100ms to 1h");
        }
        Console console = context.console();
        boolean screen = !once && !context.options().json && console.isTerminal(Descriptors.OUT);
        return context.withClient(memjay -> {
            Top top = new Top(console, memjay, interval);
            return Interruptible.run(
                    console, top::end, () -> screen ? top.screen(sort) : top.lines(context.options().json, once));
        });
    }
}
