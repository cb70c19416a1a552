package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exchange without a connection, which can tell what its reply was in one line of text. */
public final class TestExchange extends Exchange {
    private final @Nullable BulkResult result;
    private boolean wanted = true;

    public TestExchange(Request request, @Nullable String key) {
        this(request, key, null);
    }

    public TestExchange(Request request, @Nullable String key, @Nullable BulkResult result) {
        super(request, key, false);
        this.result = result;
    }

    /** Leaves as a caller does whose time is up. */
    public void leave() {
        wanted = false;
        request = request.shape();
        key = null;
        value = null;
    }

    @Override
    public boolean isWanted() {
        return wanted;
    }

    /** The reply: status and whatever else is set, and a line for each row of a bulk. */
    public String told() {
        StringBuilder text = new StringBuilder(String.valueOf(status));
        facts(text, value, flags, number, marks);
        if (detail != null) {
            text.append(" [").append(detail).append(']');
        }
        if (result != null) {
            rows(result).forEach(row -> text.append(" | ").append(row));
        }
        return text.toString();
    }

    private static List<String> rows(BulkResult result) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < result.size(); i++) {
            StringBuilder row = new StringBuilder(String.valueOf(result.status(i)));
            facts(row, result.value(i), result.flags(i), result.cas(i), result.marks(i));
            if (result.info(i) != null) {
                row.append(" [").append(result.info(i)).append(']');
            }
            rows.add(row.toString());
        }
        return rows;
    }

    private static void facts(StringBuilder text, byte @Nullable [] value, int flags, long number, byte marks) {
        if (value != null) {
            text.append(" '").append(new String(value, ISO_8859_1)).append('\'');
        }
        if (flags != 0) {
            text.append(" f").append(Integer.toUnsignedString(flags));
        }
        if (number != 0) {
            text.append(" #").append(Long.toUnsignedString(number));
        }
        text.append((marks & WON) != 0 ? " W" : "");
        text.append((marks & STALE) != 0 ? " X" : "");
        text.append((marks & LOST) != 0 ? " Z" : "");
    }
}
