package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.option.TtlConverter;
import dev.memjay.cli.option.UnsignedConverter;
import dev.memjay.cli.value.JsonLine;
import dev.memjay.cli.value.Value;
import dev.memjay.model.CasResult;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cas}: stores a value if nobody changed the item. */
@Command(name = "cas", description = "Stores a value if nobody changed the item since its CAS number was read.")
final class CasCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key;

    @Parameters(index = "1", paramLabel = "VALUE|-", description = "The value; - reads it from standard input.")
    private String value;

    @Parameters(
            index = "2",
            paramLabel = "CAS",
            converter = UnsignedConverter.class,
            description = "The CAS number that get --json printed.")
    private Long cas;

    @Option(
            names = "--ttl",
            paramLabel = "TTL",
            converter = TtlConverter.class,
            description = "The time to live: 60, 10m, 30d, never.")
    private @Nullable Duration ttl;

    CasCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Value given = context.given(value);
        return context.write(
                key,
                values -> report(context, key, view(values).cas(key, given, cas)),
                values -> view(values).noreply().cas(key, given, cas));
    }

    private Keyspace<String, Value> view(Keyspace<String, Value> values) {
        return ttl == null ? values : values.withTtl(ttl);
    }

    /** Tells how a compare-and-swap ended, that of {@code delete} too. */
    static int report(CommandContext context, String key, CasResult result) {
        if (context.options().json) {
            context.console()
                    .line(new JsonLine()
                            .text("key", key)
                            .text("result", result.name())
                            .toString());
        }
        return switch (result) {
            case STORED, DELETED -> ExitStatus.DONE;
            case EXISTS -> context.missed(key, "not done, since it was changed meanwhile");
            case NOT_FOUND -> context.missed(key, CommandContext.NOT_FOUND);
        };
    }
}
