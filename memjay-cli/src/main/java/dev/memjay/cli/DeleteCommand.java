package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.option.UnsignedConverter;
import dev.memjay.cli.value.UsageException;
import dev.memjay.cli.value.Value;
import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.BulkWrite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code delete}: removes items. */
@Command(name = "delete", description = "Removes items; the status is 1 where one of them was not there.")
final class DeleteCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "KEY", arity = "1..*", description = "The keys.")
    private List<String> keys;

    @Option(
            names = "--cas",
            paramLabel = "CAS",
            converter = UnsignedConverter.class,
            description = "Only if nobody changed the item since this CAS number was read; for one key.")
    private @Nullable Long cas;

    DeleteCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (cas != null) {
            return ifUnchanged(cas);
        }
        if (context.options().noreply) {
            return context.post(values -> values.noreply().deleteAll(keys));
        }
        return context.withClient(memjay -> delete(context.values(memjay)));
    }

    private int ifUnchanged(long number) {
        if (keys.size() > 1) {
            throw new UsageException("--cas is for one key; every item has its own number");
        }
        String key = keys.get(0);
        return context.write(
                key,
                values -> CasCommand.report(context, key, values.delete(key, number)),
                values -> values.noreply().delete(key, number));
    }

    private int delete(Keyspace<String, Value> values) {
        try {
            return report(values.deleteAll(keys).done(), Map.of());
        } catch (BulkException e) {
            BulkWrite<String> others = e.results();
            Map<String, MemjayException> failed = new LinkedHashMap<>();
            e.failed().forEach((key, error) -> failed.put((String) key, error));
            return report(others == null ? Set.of() : others.done(), failed);
        }
    }

    private int report(Set<String> deleted, Map<String, MemjayException> failed) {
        int status = ExitStatus.DONE;
        for (String key : keys) {
            MemjayException error = failed.get(key);
            if (error != null) {
                context.failedLine(key, error);
            } else {
                boolean done = deleted.contains(key);
                status = Math.max(status, context.report(key, "deleted", done, CommandContext.NOT_FOUND));
            }
        }
        return Math.max(status, context.complainOfKeys(failed));
    }
}
