package dev.memjay.cli;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code memjay}: reads the arguments, runs one subcommand, and ends with its status.
 *
 * <p>A start is to be cheap. Reading a class's annotations costs, so only the subcommands whose names stand among the
 * arguments are known to the parser, and all of them only where somebody asks for help or made a mistake.
 */
@Command(
        name = "memjay",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 120,
        synopsisSubcommandLabel = "COMMAND",
        description = "The memcached client on the command line.",
        footer = {
            "",
            "Exit status: 0 done or found, 1 not found or not stored, 2 usage, 3 cannot reach a server, 4 the server refused."
        })
public final class MemjayCommand {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    private MemjayCommand() {}

    /**
     * Runs the command and ends the process with its status.
     *
     * @param arguments options, the name of a subcommand, and what belongs to it
     */
    public static void main(String[] arguments) {
        System.exit(run(Console.ofProcess(), arguments));
    }

    /** Runs the command in this process and gives its status. */
    static int run(Console console, String... arguments) {
        try {
            return commandLine(console, named(arguments)).execute(arguments);
        } finally {
            console.flush();
        }
    }

    /** The parser with some of the subcommands. */
    static CommandLine commandLine(Console console, Set<String> subcommands) {
        MemjayCommand memjay = new MemjayCommand();
        CommandContext context = new CommandContext(console, memjay.options);
        CommandLine parser = new CommandLine(memjay);
        for (String name : subcommands) {
            Subcommands.add(parser, name, context);
        }
        return parser.setExpandAtFiles(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setOut(console.outWriter())
                .setErr(console.errWriter())
                .setParameterExceptionHandler((error, ignored) -> refuse(console, error))
                .setExecutionExceptionHandler((error, command, ignored) -> {
                    context.complain(error);
                    return ExitStatus.of(error);
                });
    }

    private static Set<String> named(String... arguments) {
        Set<String> named = new LinkedHashSet<>(Subcommands.NAMES);
        named.retainAll(Arrays.asList(arguments));
        boolean helped = named.isEmpty() || arguments[0].equals("--help") || arguments[0].equals("-h");
        return helped ? new LinkedHashSet<>(Subcommands.NAMES) : named;
    }

    private static int refuse(Console console, ParameterException error) {
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        boolean dash = error instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption();
        console.say(error.getMessage() + (dash ? " (-- goes before a value that starts with a dash)" : "") + "; see "
                + command + " --help");
        return ExitStatus.USAGE;
    }
}
