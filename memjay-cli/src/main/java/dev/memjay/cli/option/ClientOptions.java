package dev.memjay.cli.option;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.cli.value.Names;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Telemetry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The options that all commands of the client share; they may stand before the command or behind it.
 *
 * <p>Those with known values have labels of their own: by its label a script of completion finds an option's values.
 */
public final class ClientOptions {
    @Option(
            names = "--servers",
            paramLabel = "LIST|URI",
            scope = ScopeType.INHERIT,
            description = {
                "host:port,host:port, or a URI such as",
                "memcached://host/prefix?timeout=50ms",
                "Without it the variable MEMJAY_SERVERS, or 127.0.0.1:11211."
            })
    @Nullable
    public String servers;

    @Option(
            names = "--placement",
            paramLabel = "PLACEMENT",
            scope = ScopeType.INHERIT,
            completionCandidates = Names.OfPlacements.class,
            description = "Which server a key belongs to: ${COMPLETION-CANDIDATES}; ketama-weighted without it.")
    @Nullable
    String placement;

    @Option(
            names = "--hash",
            paramLabel = "HASH",
            scope = ScopeType.INHERIT,
            completionCandidates = Names.OfHashes.class,
            description = "The placement's hash over keys, where it has a choice: ${COMPLETION-CANDIDATES}.")
    @Nullable
    String hash;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            scope = ScopeType.INHERIT,
            completionCandidates = Names.OfProtocols.class,
            description = "auto (meta, or classic where there is no meta), meta, classic or binary; auto without it.")
    @Nullable
    String protocol;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            scope = ScopeType.INHERIT,
            completionCandidates = Names.OfCodecs.class,
            description =
                    "How values are stored and shown, or which other client they are of: ${COMPLETION-CANDIDATES}.")
    public String codec = "text";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            scope = ScopeType.INHERIT,
            converter = DurationConverter.class,
            description = "How long a call may take: 500ms, 2s; 1s without it.")
    @Nullable
    Duration timeout;

    @Option(
            names = "--noreply",
            scope = ScopeType.INHERIT,
            description = "Writes do not wait for the answer and print none.")
    public boolean noreply;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print one JSON object a line.")
    public boolean json;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print where an error came from; the variable MEMJAY_TRACE does the same.")
    public boolean verbose;

    /** A client for what the options say, which reports to the listener; connects in the background. */
    public <L extends MemjayListener & Telemetry> Memjay open(L events) {
        return applyTo(Memjay.builder()).listener(events).telemetry(events).build();
    }

    /** Sets what the options say, and leaves what they do not say as it is. */
    public MemjayBuilder applyTo(MemjayBuilder builder) {
        String variable = System.getenv("MEMJAY_SERVERS");
        String known = servers != null || variable == null || variable.isEmpty() ? servers : variable;
        applyLogin(builder, known);
        if (known != null && known.contains("://")) {
            builder.uri(known);
        } else if (known != null) {
            builder.servers(known);
        }
        if (placement != null || hash != null) {
            builder.placement(Names.placement(placement, hash));
        }
        if (protocol != null) {
            builder.protocol(Names.protocol(protocol));
        }
        if (timeout != null) {
            builder.timeout(timeout).connectTimeout(timeout);
        }
        return builder;
    }

    /** User and password from the environment, where no list of processes shows them; what a URI says counts more. */
    private void applyLogin(MemjayBuilder builder, @Nullable String known) {
        String user = System.getenv("MEMJAY_USER");
        String password = System.getenv("MEMJAY_PASSWORD");
        boolean hasUser = user != null && !user.isEmpty();
        if (hasUser) {
            builder.user(user);
        }
        if (password != null && (hasUser || (known != null && known.contains("@")))) {
            builder.password(password);
        }
    }
}
