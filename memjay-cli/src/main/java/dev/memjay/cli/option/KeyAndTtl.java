package dev.memjay.cli.option;

import dev.memjay.cli.value.UsageException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A key with its new time to live, which stands behind the key, as in memcached's own {@code touch}, or is an option. */
public final class KeyAndTtl {
    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TTL",
            converter = TtlConverter.class,
            description = "The new time to live: 60, 10m, 30d, never.")
    private @Nullable Duration argument;

    @Option(
            names = "--ttl",
            paramLabel = "TTL",
            converter = TtlConverter.class,
            description = "The new time to live, where it does not stand behind the key.")
    private @Nullable Duration option;

    public String key() {
        return key;
    }

    public Duration ttl() {
        Duration ttl = option == null ? argument : option;
        if (ttl == null || (option != null && argument != null)) {
            throw new UsageException("give the new time to live once, behind the key or as --ttl: 60, 10m, never");
        }
        return ttl;
    }
}
