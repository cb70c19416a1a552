package dev.memjay.cli;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.value.UsageException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}: explains a command, as {@code --help} behind it does. */
@Command(name = "help", description = "Explains a command; without its name, lists all.")
final class HelpCommand implements Callable<Integer> {
    private final CommandContext context;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "The command.")
    private @Nullable String command;

    HelpCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CommandLine all = spec.commandLine().getParent();
        CommandLine explained = command == null ? all : all.getSubcommands().get(command);
        if (explained == null) {
            throw new UsageException(
                    "there is no command " + command + "; known: " + String.join(", ", Subcommands.NAMES));
        }
        explained.usage(context.console().outWriter());
        return ExitStatus.DONE;
    }
}
