package dev.memjay.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
record Options(
        int rounds,
        double seconds,
        double warmUpSeconds,
        double calibrationSeconds,
        Pattern rows,
        Pattern contenders,
        boolean pin,
        boolean list,
        boolean help,
        @Nullable Path write,
        @Nullable Path against,
        String protocol) {

    private static final List<String> PROTOCOLS = List.of("auto", "meta", "classic", "binary");

    static final String HELP = """
            Compares Memjay with its peers and with bare sockets on a real memcached, which it starts itself.

              ./bench [--rounds N] [--seconds N] [--rows REGEX] [--contenders REGEX] [--quick] [--pin]
                      [--protocol NAME] [--against FOLDER] [--write FILE]
              ./bench picture FILE    draws the table of FILE into an SVG beside it, as --write does
              ./bench --list | --help

              --rounds N          rounds over all contenders, whose median counts (1 to 99; default 5)
              --seconds N         measured seconds for a contender in a round (0.1 to 60; default 1)
              --rows REGEX        only rows whose id or title contains this
              --contenders REGEX  only contenders whose name contains this
              --quick             one round of half a second, peers tried out for 0.1 s only: all rows in under 6 minutes, to
                                  see that they run; no figures to go by
              --pin               server and relay on other cores than the client (taskset; needs 4 cores or more)
              --protocol NAME     what Memjay speaks: auto, the default, meta, classic or binary
              --against FOLDER    another checkout, built by its ./bench: its Memjay takes part, beside this one
              --write FILE        also put the table into this file, between its bench markers
              --list              the rows and the contenders with their settings

            The server is memcached on the path, or what MEMJAY_MEMCACHED names. A round in which the floor is a third
            faster or slower than in the one before counts for nobody and is run again.
            """;

    /** The command line cannot be used; the message says why. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static Options parse(List<String> arguments) throws UsageException {
        Reader reader = new Reader(arguments);
        Double rounds = null;
        Double seconds = null;
        Pattern rows = Pattern.compile("");
        Pattern contenders = rows;
        boolean quick = false;
        boolean pin = false;
        boolean list = false;
        boolean help = false;
        Path write = null;
        Path against = null;
        String protocol = "auto";
        while (reader.hasMore()) {
            switch (reader.flag()) {
                case "--rounds" -> rounds = reader.number(1, 99);
                case "--seconds" -> seconds = reader.number(0.1, 60);
                case "--rows" -> rows = reader.pattern();
                case "--contenders" -> contenders = reader.pattern();
                case "--write" -> write = Path.of(reader.value());
                case "--against" -> against = Path.of(reader.value());
                case "--protocol" -> protocol = reader.protocol();
                case "--quick" -> quick = true;
                case "--pin" -> pin = true;
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                default -> throw new UsageException("unknown option " + reader.flag + "; see ./bench --help");
            }
        }
        double measured = seconds != null ? seconds : quick ? 0.5 : 1;
        int repeated = rounds != null ? rounds.intValue() : quick ? 1 : 5;
        return new Options(
                repeated,
                measured,
                quick ? 0.3 : 0.5,
                quick ? 0.1 : 0.7,
                rows,
                contenders,
                pin,
                list,
                help,
                write,
                against,
                protocol);
    }

    /** The same with other times before measuring: of each round, and of what is tried before the rounds. */
    Options warmingUp(double warmUp, double calibration) {
        return new Options(
                rounds, seconds, warmUp, calibration, rows, contenders, pin, list, help, write, against, protocol);
    }

    /** Walks over the arguments; a value may stand behind its option or after an equals sign. */
    private static final class Reader {
        private final Deque<String> rest;
        private String flag = "";

        Reader(List<String> arguments) {
            this.rest = new ArrayDeque<>(arguments);
        }

        boolean hasMore() {
            return !rest.isEmpty();
        }

        String flag() {
            String argument = rest.removeFirst();
            int equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                rest.addFirst(argument.substring(equals + 1));
                argument = argument.substring(0, equals);
            }
            flag = argument;
            return argument;
        }

        String value() throws UsageException {
            if (rest.isEmpty()) {
                throw new UsageException(flag + " needs a value");
            }
            return rest.removeFirst();
        }

        double number(double least, double greatest) throws UsageException {
            String value = value();
            try {
                double number = Double.parseDouble(value);
                if (number >= least && number <= greatest) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // the message below says all there is to say
            }
            throw new UsageException(flag + " takes a number from " + least + " to " + greatest + ", not " + value);
        }

        String protocol() throws UsageException {
            String value = value();
            if (!PROTOCOLS.contains(value)) {
                throw new UsageException(flag + " takes one of " + PROTOCOLS + ", not " + value);
            }
            return value;
        }

        Pattern pattern() throws UsageException {
            String value = value();
            try {
                return Pattern.compile(value);
            } catch (PatternSyntaxException e) {
                throw new UsageException(flag + ": " + e.getDescription() + " in " + value);
            }
        }
    }
}
