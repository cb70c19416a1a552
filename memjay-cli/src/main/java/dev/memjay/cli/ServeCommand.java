package dev.memjay.cli;

import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServeOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code serve}: runs a memcached in this process until it is told to stop. */
@Command(
        name = "serve",
        customSynopsis = "memjay serve [OPTIONS]",
        description = {
            "Runs a memcached in this process, in the foreground, until it is told to stop by Ctrl-C or SIGTERM.",
            "The options are memcached's own:"
        })
final class ServeCommand implements Callable<Integer> {
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
        try (MemcachedServer server = start(options)) {
            Thread stop = new Thread(() -> stop(server), "memjay-serve-stop");
            Runtime.getRuntime().addShutdownHook(stop);
            announce(server, options);
            while (!server.awaitClosed(Duration.ofDays(1))) {
                // a day is only to give the wait an end
            }
            forget(stop);
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
        console.line("memcached " + server.address() + " is ready; ./memjay --servers " + server.address()
                + " set greeting hello; Ctrl-C stops it");
        if (!options.madeAuthorityPem().isEmpty()) {
            console.line(options.madeAuthorityPem());
        }
        console.flush();
    }

    /**
     * A signal is the way to stop a server, so the process ends with status 0, as memcached does, and not with the JVM's
     * status for a signal. Hooks run at once, and this one ends the process: there is no other in this program.
     */
    private void stop(MemcachedServer server) {
        server.close();
        context.console().line("stopped");
        context.console().flush();
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
