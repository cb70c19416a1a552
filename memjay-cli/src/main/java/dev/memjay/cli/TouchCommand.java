package dev.memjay.cli;

import dev.memjay.cli.option.KeyAndTtl;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code touch}: sets a new time to live. */
@Command(name = "touch", description = "Sets a new time to live.")
final class TouchCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final KeyAndTtl item = new KeyAndTtl();

    TouchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String key = item.key();
        Duration ttl = item.ttl();
        return context.write(
                key,
                values -> context.report(key, "touched", values.touch(key, ttl), CommandContext.NOT_FOUND),
                values -> values.noreply().touch(key, ttl));
    }
}
