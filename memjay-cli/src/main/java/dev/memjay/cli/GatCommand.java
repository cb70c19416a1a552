package dev.memjay.cli;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.option.KeyAndTtl;
import dev.memjay.cli.value.Value;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gat}: prints a value and sets a new time to live. */
@Command(name = "gat", description = "Prints a value and sets a new time to live.")
final class GatCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final KeyAndTtl item = new KeyAndTtl();

    GatCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String key = item.key();
        Duration ttl = item.ttl();
        return context.withValue(key, values -> {
            Versioned<Value> found = values.gats(key, ttl);
            if (found == null) {
                return context.missing(key);
            }
            if (context.options().json) {
                context.console().line(GetCommand.describe(key, found, ttl));
            } else {
                GetCommand.printAlone(context.console(), found.value());
            }
            return ExitStatus.DONE;
        });
    }
}
