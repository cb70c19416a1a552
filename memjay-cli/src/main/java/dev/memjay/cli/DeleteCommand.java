package dev.memjay.cli;

import dev.memjay.cli.option.UnsignedConverter;
import dev.memjay.cli.value.UsageException;
import java.util.List;
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
        return context.write(
                values -> report(values.deleteAll(keys).done()),
                values -> values.noreply().deleteAll(keys));
    }

    private int ifUnchanged(long number) {
        if (keys.size() > 1) {
            throw new UsageException("--cas is for one key; every item has its own number");
        }
        String key = keys.get(0);
        return context.write(
                values -> CasCommand.report(context, key, values.delete(key, number)),
                values -> values.noreply().delete(key, number));
    }

    private int report(Set<String> deleted) {
        int status = ExitStatus.DONE;
        for (String key : keys) {
            status = Math.max(status, context.report(key, "deleted", deleted.contains(key), "not found"));
        }
        return status;
    }
}
