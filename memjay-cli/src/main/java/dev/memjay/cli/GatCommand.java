package dev.memjay.cli;

import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gat}: prints a value and sets a new time to live. */
@Command(name = "gat", description = "Prints a value and sets a new time to live.")
final class GatCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key;

    @Mixin
    private final NewTtl ttl = new NewTtl();

    GatCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Duration newTtl = ttl.required();
        return context.withValues(values -> {
            Versioned<Value> found = values.gats(key, newTtl);
            if (found == null) {
                return context.missed(key, "not found");
            }
            if (context.options().json) {
                context.console().line(GetCommand.describe(key, found, newTtl));
            } else {
                GetCommand.printAlone(context.console(), found.value());
            }
            return ExitStatus.DONE;
        });
    }
}
