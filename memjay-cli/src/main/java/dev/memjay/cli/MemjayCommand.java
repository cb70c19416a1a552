package dev.memjay.cli;

import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.console.OutputFailure;
import dev.memjay.cli.option.ClientOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
        synopsisSubcommandLabel = "COMMAND",
        description = "The memcached client on the command line.",
        footerHeading = "%nExit status:%n",
        footer = {
            "0 done or found, 1 not found or not stored, 2 usage, 3 cannot reach a server, 4 the server refused,"
                    + " 70 a fault of the command, 74 the output cannot be written, 141 nobody reads the output any more."
        })
public final class MemjayCommand {
    /** Where one of these is among the arguments help may be printed, and it is worth to ask for the terminal's width. */
    private static final Set<String> HELP = Set.of("--help", "-h", "help");

    private static final String HIDDEN = "(not shown, since it may hold a password)";

    @Mixin
    private final ClientOptions options = new ClientOptions();

    private MemjayCommand() {}

    /**
     * Runs the command and ends the process with its status.
     *
     * @param arguments options, the name of a subcommand, and what belongs to it
     */
    public static void main(String[] arguments) {
        QuietLog.install();
        Console console = Console.ofProcess();
        String encoding = System.getProperty("sun.jnu.encoding", "");
        for (String argument : arguments) {
            if (isGarbled(argument, encoding)) {
                console.say("the locale cannot carry the argument " + shown(argument)
                        + "; set LC_ALL=C.UTF-8, or give the value" + " on standard input");
                System.exit(ExitStatus.USAGE);
            }
        }
        System.exit(run(console, arguments));
    }

    /**
     * Whether an argument is not what was typed: the JVM decodes arguments by the locale's encoding, and where that cannot
     * carry them, other bytes would be stored without a word.
     */
    static boolean isGarbled(String argument, String encoding) {
        return argument.indexOf('\uFFFD') >= 0 && !encoding.equalsIgnoreCase("UTF-8");
    }

    /** Runs the command in this process and gives its status. */
    static int run(Console console, String... arguments) {
        int status;
        try {
            CommandLine parser = commandLine(console, named(arguments));
            if (List.of(arguments).stream().anyMatch(HELP::contains)) {
                parser.setUsageHelpWidth(console.helpWidth());
            }
            status = parser.execute(arguments);
        } catch (Error e) {
            // The JVM's own status for it would be 1, which says that a key was not found.
            console.say("fault: " + e);
            console.trace(e);
            status = ExitStatus.FAULT;
        }
        return console.finish(status);
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
                .setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setOut(console.outWriter())
                .setErr(console.errWriter())
                .setParameterExceptionHandler((error, refused) -> refuse(console, error, refused))
                .setExecutionExceptionHandler((error, command, ignored) -> {
                    if (!(error instanceof OutputFailure)) { // the end of the run says that
                        context.complain(error);
                    }
                    return ExitStatus.of(error);
                });
    }

    /** The subcommands among the arguments; all of them where there is none, or where help is asked for before one. */
    private static Set<String> named(String... arguments) {
        Set<String> all = new LinkedHashSet<>(Subcommands.NAMES);
        Set<String> named = new LinkedHashSet<>();
        for (String argument : arguments) {
            if (all.contains(argument)) {
                named.add(argument);
            } else if (named.isEmpty() && (argument.equals("--help") || argument.equals("-h"))) {
                return all;
            }
        }
        boolean ofAll = named.equals(Set.of("help")) || named.contains("completion");
        return named.isEmpty() || ofAll ? all : named;
    }

    private static int refuse(Console console, ParameterException error, String... arguments) {
        CommandSpec command = error.getCommandLine().getCommandSpec();
        console.say(reason(error, arguments) + "; see memjay help"
                + (command.parent() == null ? "" : " " + command.name()));
        return ExitStatus.USAGE;
    }

    private static String reason(ParameterException error, String... arguments) {
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return withoutLogins(String.valueOf(error.getMessage()), arguments);
        }
        String first = unmatched.getUnmatched().get(0);
        if (unmatched.isUnknownOption()) {
            return "there is no option " + nameOf(first) + "; a value that starts with a dash stands behind --";
        }
        return error.getCommandLine().getParent() == null
                ? "there is no command " + (mayHoldLogin(first) ? HIDDEN : first) + "; known: "
                        + String.join(", ", Subcommands.NAMES)
                : shown(first) + " is one argument too many";
    }

    /** An option without the value that stands behind its sign: a URI behind a misspelt option may hold a password. */
    private static String nameOf(String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        return mayHoldLogin(name) ? HIDDEN : name;
    }

    private static String shown(String argument) {
        return mayHoldLogin(argument) ? HIDDEN : "'" + argument + "'";
    }

    /** The parser's own message without the arguments that it repeats and nobody may see, whole or behind their sign. */
    private static String withoutLogins(String message, String... arguments) {
        String shown = message;
        for (String argument : arguments) {
            if (mayHoldLogin(argument)) {
                shown = shown.replace(argument, HIDDEN).replace(argument.substring(argument.indexOf('=') + 1), HIDDEN);
            }
        }
        return shown;
    }

    /** Keys may have an {@code @} too; they are not shown then either, and whoever typed them sees them above. */
    private static boolean mayHoldLogin(String argument) {
        return argument.indexOf('@') >= 0 || argument.contains("://");
    }
}
