package dev.memjay.cli;

import dev.memjay.cli.option.DurationConverter;
import dev.memjay.cli.value.JsonLine;
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
            "Watches every server for a while and prints the keys that all clients together used most,",
            "USES<TAB>SHARE<TAB>NODE<TAB>KEY a line, and before them USES<TAB>SHARE<TAB>NODE of each server.",
            "Meanwhile a server writes a line for each use of a key; what its log cannot hold it leaves out."
        })
final class HotCommand implements Callable<Integer> {
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
        return context.withClient(memjay -> {
            HotKeys hot = memjay.admin().hotKeys(top, watching);
            hot.nodes().forEach(this::print);
            hot.keys().forEach(this::print);
            return context.complainOfNodes(hot.failed());
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
