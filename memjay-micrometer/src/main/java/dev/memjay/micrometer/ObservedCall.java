package dev.memjay.micrometer;

import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What is known of a call for its context, from its start on and from its end on. */
final class ObservedCall {
    /** Characters: some eight keys of the greatest length that memcached allows. */
    private static final int MAX_QUERY = 2_000;

    private final CallInfo info;
    private final boolean capturesKeys;
    private final @Nullable String query;
    private volatile @Nullable CallResult result;

    ObservedCall(CallInfo info, boolean capturesKeys) {
        this.info = info;
        this.capturesKeys = capturesKeys;
        query = capturesKeys && info.kind() == CallInfo.Kind.CLIENT
                ? query(operation(), info.keys().get())
                : null;
    }

    CallInfo info() {
        return info;
    }

    boolean capturesKeys() {
        return capturesKeys;
    }

    /** The operation and its keys; null unless keys are captured. */
    @Nullable
    String query() {
        return query;
    }

    void ended(CallResult how) {
        result = how;
    }

    /** How it ended; null before. */
    @Nullable
    CallResult result() {
        return result;
    }

    /** Why it failed, or a part of it. */
    @Nullable
    Throwable error() {
        CallResult ended = result;
        Throwable error = ended == null ? null : ended.error();
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    String operation() {
        return isBatch() ? "BATCH " + info.operation() : info.operation();
    }

    /** Whether it is several commands of the same kind: only those that read take several keys. */
    boolean isBatch() {
        if (info.kind() != CallInfo.Kind.CLIENT || info.keyCount() < 2) {
            return false;
        }
        return switch (info.operation()) {
            case "get", "gets", "gat" -> false;
            default -> true;
        };
    }

    /** The operation and its keys, of which those that are too many are counted only. */
    private static String query(String operation, List<String> keys) {
        StringBuilder text = new StringBuilder(operation);
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            if (text.length() + 1 + key.length() > MAX_QUERY) {
                return text.append(" and ")
                        .append(keys.size() - i)
                        .append(" more")
                        .toString();
            }
            text.append(' ').append(key);
        }
        return text.toString();
    }
}
