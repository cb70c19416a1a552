package dev.memjay.cli.option;

import dev.memjay.Memjay;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times to live: lengths of time above zero, or {@code never}. */
public final class TtlConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        if (text.equals("never")) {
            return Memjay.NEVER;
        }
        Duration ttl = new DurationConverter().convert(text);
        if (ttl.isZero()) {
            throw new TypeConversionException(
                    "'" + text + "' ends at once; for no end say never, to remove an item use delete");
        }
        return ttl;
    }
}
