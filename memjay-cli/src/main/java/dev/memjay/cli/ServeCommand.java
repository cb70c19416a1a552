package dev.memjay.cli;

import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.console.OutputFailure;
import dev.memjay.cli.value.UsageException;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code serve}: runs a memcached in this process until it is told to stop. */
@Command(
        name = "serve",
        customSynopsis = "memjay serve [OPTIONS]",
        description = "Runs a memcached in this process, in the foreground, until Ctrl-C or SIGTERM stops it. The"
                + " options are memcached's own.")
final class ServeCommand implements Callable<Integer> {
    /** Memcached's environment variable for a file that tells the ports. */
    private static final String PORT_FILE = "MEMCACHED_PORT_FILENAME";

    private static final String ALL_ADDRESSES = "0.0.0.0";

    private final CommandContext context;

    /** Memcached's options, which have a parser of their own. */
    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = List.of();

    ServeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServeOptions options = ServeOptions.parse(arguments.toArray(String[]::new));
        if (options.versionWanted()) {
            context.console().line(new Version().getVersion()[0]);
            context.console().flush();
            return ExitStatus.DONE;
        }
        try (MemcachedServer server = start(options)) {
            Thread stop = new Thread(() -> stop(server), "memjay-serve-stop");
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                writeFiles(server, options); // whoever reads that it is ready may look for them, or stop it
                announce(server, options);
                while (!server.awaitClosed(Duration.ofDays(1))) {
                    // a day is only to give the wait an end
                }
            } finally {
                forget(stop); // it would end a process that failed with status 0
            }
        }
        return ExitStatus.DONE;
    }

    private static MemcachedServer start(ServeOptions options) {
        try {
            return options.builder().start();
        } catch (IllegalStateException e) {
            throw new UsageException(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void announce(MemcachedServer server, ServeOptions options) {
        Console console = context.console();
        console.line(where(server, options) + " is ready; " + howToReach(server, options) + "Ctrl-C stops it");
        if (options.nobodyCanLogIn()) {
            console.line("there is no user yet, so nobody can log in: give --user=NAME:PASSWORD");
        }
        if (!options.madeAuthorityPem().isEmpty()) {
            options.madeAuthorityPem().lines().forEach(console::line);
        }
        console.flush();
    }

    /** As memcached does, for whoever starts the server from a script. */
    private static void writeFiles(MemcachedServer server, ServeOptions options) {
        try {
            if (!options.pidFile().isEmpty()) {
                Files.writeString(
                        Path.of(options.pidFile()), ProcessHandle.current().pid() + "\n");
            }
            String ports = System.getenv(PORT_FILE);
            if (ports != null && !ports.isEmpty()) {
                // under another name first, so that nobody reads half of it
                Path unfinished = Path.of(ports + ".lck");
                Files.writeString(unfinished, line("TCP INET: ", server.port()) + line("UDP INET: ", server.udpPort()));
                Files.move(unfinished, Path.of(ports), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UsageException("cannot write " + e.getMessage());
        }
    }

    private static String line(String name, int port) {
        return port == 0 ? "" : name + port + "\n";
    }

    private static String where(MemcachedServer server, ServeOptions options) {
        if (!options.unixSocket().isEmpty()) {
            return "memcached " + unixAddress(options);
        }
        if (server.port() == 0) {
            return server.udpPort() == 0
                    ? "memcached, listening nowhere,"
                    : "memcached udp:" + server.host() + ":" + server.udpPort();
        }
        return server.host().equals(ALL_ADDRESSES)
                ? "memcached on all addresses of this machine, port " + server.port() + ","
                : "memcached " + server.address();
    }

    private static String howToReach(MemcachedServer server, ServeOptions options) {
        String address = server.host().equals(ALL_ADDRESSES) ? "127.0.0.1:" + server.port() : server.address();
        if (!options.unixSocket().isEmpty()) {
            address = unixAddress(options);
        } else if (server.port() == 0) {
            return "";
        }
        return "memjay --servers " + address + " set greeting hello; ";
    }

    private static String unixAddress(ServeOptions options) {
        return "unix:" + Path.of(options.unixSocket()).toAbsolutePath();
    }

    /**
     * A signal is the way to stop a server, so the process ends with status 0, as memcached does, and not with the JVM's
     * status for a signal. Hooks run at once, and this one ends the process: there is no other in this program.
     */
    private void stop(MemcachedServer server) {
        server.close();
        try {
            context.console().line("stopped");
            context.console().flush();
        } catch (OutputFailure e) {
            // the reader of the ready line may have gone by now
        }
        Runtime.getRuntime().halt(ExitStatus.DONE);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs already, and ends the process
        }
    }
}
