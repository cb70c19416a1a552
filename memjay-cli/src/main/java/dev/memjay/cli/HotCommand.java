package dev.memjay.cli;

import dev.memjay.cli.console.Interruptible;
import dev.memjay.cli.fleet.HotKeyTally;
import dev.memjay.cli.option.DurationConverter;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.UsageException;
import dev.memjay.model.HotKeys;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hot}: watches every server for a while and prints the keys that were used most. */
@Command(
        name = "hot",
        description = {
            "Watches every server for a while and prints the keys that all clients together used most: a line"
                    + " USES<TAB>SHARE<TAB>NODE for each server, then USES<TAB>SHARE<TAB>NODE<TAB>KEY for each key.",
            "Ctrl-C ends the watch and prints what was counted until then.",
            "While it is watched, a server writes a line for each use of a key, and leaves out what its log cannot hold."
        })
final class HotCommand implements Callable<Integer> {
    private static final int MAX_TOP = 1000;
    private static final Duration MAX_WATCHING = Duration.ofHours(1);

    private final CommandContext context;

    @Option(names = "--top", paramLabel = "COUNT", description = "How many keys at most; 10 without it.")
    private int top = 10;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long to watch; 5s without it.")
    private Duration watching = Duration.ofSeconds(5);

    HotCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (top < 1 || top > MAX_TOP) {
            throw new UsageException("--top is " + top + "; it has to be 1 to " + MAX_TOP);
        }
        if (watching.isZero() || watching.compareTo(MAX_WATCHING) > 0) {
            throw new UsageException("--for is " + watching.toMillis() + "ms; it has to be 1ms to 1h");
        }
        return context.withClient(memjay -> {
            HotKeyTally tally = new HotKeyTally(memjay.admin());
            return Interruptible.run(context.console(), tally::end, () -> {
                tally.watch(watching);
                HotKeys hot = tally.top(top);
                hot.nodes().forEach(this::print);
                hot.keys().forEach(this::print);
                return context.complainOfNodes(hot.failed());
            });
        });
    }

    private void print(HotKeys.OfNode node) {
        if (context.options().json) {
            context.console()
                    .line(new JsonLine()
                            .text("node", node.node().toString())
                            .number("uses", node.uses())
                            .number("skipped", node.skipped())
                            .json("share", fraction(node.share()))
                            .toString());
        } else {
            context.console()
                    .row(
                            Long.toString(node.uses()),
                            percent(node.share()),
                            node.node().toString());
        }
        if (node.skipped() > 0 && !context.options().json) {
            context.console().say(node.node() + ": " + node.skipped() + " more uses were left out of its log");
        }
    }

    private void print(HotKeys.OfKey key) {
        if (context.options().json) {
            context.console()
                    .line(new JsonLine()
                            .text("key", key.key())
                            .text("node", key.node().toString())
                            .number("uses", key.uses())
                            .number("error", key.error())
                            .json("share", fraction(key.share()))
                            .toString());
        } else {
            context.console()
                    .row(
                            Long.toString(key.uses()),
                            percent(key.share()),
                            key.node().toString(),
                            key.key());
        }
    }

    private static String fraction(double share) {
        return String.format(Locale.ROOT, "%.4f", share);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share * 100);
    }
}
