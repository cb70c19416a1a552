package dev.memjay.cli;

import dev.memjay.server.ServeOptions;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The subcommands by name; each is made only when it is asked for, so that no other's classes are loaded. */
final class Subcommands {
    /** In the order that the help has. */
    static final List<String> NAMES = List.of(
            "get",
            "gat",
            "set",
            "add",
            "replace",
            "append",
            "prepend",
            "cas",
            "delete",
            "touch",
            "incr",
            "decr",
            "flush",
            "stats",
            "version",
            "ping",
            "settings",
            "nodes",
            "top",
            "hot",
            "train-dictionary",
            "demo",
            "serve",
            "completion",
            "help");

    private Subcommands() {}

    static void add(CommandLine parser, String name, CommandContext context) {
        CommandLine subcommand = new CommandLine(command(name, context));
        parser.addSubcommand(name, subcommand);
        CommandSpec spec = subcommand.getCommandSpec();
        describe(name, spec);
        if (name.equals("help") || name.equals("completion")) {
            withoutClientOptions(spec);
        }
        if (name.equals("serve")) {
            withoutClientOptions(spec);
            spec.usageMessage().footerHeading("%nThe options of memcached:%n").footer(ServeOptions.usage());
            subcommand.setUnmatchedOptionsArePositionalParams(true);
        }
    }

    private static Object command(String name, CommandContext context) {
        return switch (name) {
            case "get" -> new GetCommand(context);
            case "gat" -> new GatCommand(context);
            case "set" -> new StoreCommand(context, StoreCommand.Verb.SET);
            case "add" -> new StoreCommand(context, StoreCommand.Verb.ADD);
            case "replace" -> new StoreCommand(context, StoreCommand.Verb.REPLACE);
            case "append" -> new JoinCommand(context, JoinCommand.Verb.APPEND);
            case "prepend" -> new JoinCommand(context, JoinCommand.Verb.PREPEND);
            case "cas" -> new CasCommand(context);
            case "delete" -> new DeleteCommand(context);
            case "touch" -> new TouchCommand(context);
            case "incr" -> new CountCommand(context, CountCommand.Verb.INCR);
            case "decr" -> new CountCommand(context, CountCommand.Verb.DECR);
            case "flush" -> new FlushCommand(context);
            case "stats" -> new StatsCommand(context);
            case "version" -> new VersionCommand(context);
            case "ping" -> new PingCommand(context);
            case "settings" -> new SettingsCommand(context);
            case "nodes" -> new NodesCommand(context);
            case "top" -> new TopCommand(context);
            case "hot" -> new HotCommand(context);
            case "train-dictionary" -> new TrainDictionaryCommand(context);
            case "demo" -> new DemoCommand(context);
            case "serve" -> new ServeCommand(context);
            case "completion" -> new CompletionCommand(context);
            case "help" -> new HelpCommand(context);
            default -> throw new IllegalArgumentException("there is no command " + name);
        };
    }

    /** The commands that share a class have their descriptions here. */
    private static void describe(String name, CommandSpec spec) {
        String text = switch (name) {
            case "set" -> "Stores a value.";
            case "add" -> "Stores a value where there is none.";
            case "replace" -> "Stores a value where there is one.";
            case "append" -> "Puts a value behind the one that is there.";
            case "prepend" -> "Puts a value before the one that is there.";
            case "incr" -> "Adds to a counter and prints it; it wraps at 2^64.";
            case "decr" -> "Subtracts from a counter and prints it; it stops at 0.";
            default -> "";
        };
        if (!text.isEmpty()) {
            spec.usageMessage().description(text);
        }
    }

    /** A server and a text have no use for the client's options, and memcached's own may bear the same names. */
    private static void withoutClientOptions(CommandSpec spec) {
        for (ArgSpec option : List.copyOf(spec.options())) {
            if (option.inherited()) {
                spec.remove(option);
            }
        }
    }
}
