package dev.memjay.combine;

import dev.memjay.Keyspace;
import dev.memjay.model.RetryPolicy;
import java.util.Objects;

/**
 * A keyspace whose calls are made again when they fail.
 *
 * <p>Memjay itself repeats what was never sent, and reads whose connection was lost, within the timeout of the call. This
 * goes beyond it: each attempt has a timeout of its own. A blocking caller that is interrupted between two attempts gets an
 * {@link dev.memjay.error.InterruptedCallException} at once. Only errors that are thrown, or told by {@code lookup}, can be
 * seen: under {@link dev.memjay.model.FailurePolicy#MISS} there are none. Posted writes are not made again.
 *
 * <p>A bulk call is made again for those of its keys only that failed and may be asked for again; its result, or its
 * {@link dev.memjay.error.BulkException}, is put together from all attempts. What the policy does not cover fails for its
 * keys alone. An error tells of the last attempt, but says that the call may have been applied if any attempt may have been.
 *
 * <p>For a {@link dev.memjay.model.Telemetry} each attempt is a call, made where the first one was.
 */
public final class Retrying {
    private Retrying() {}

    /**
     * The keyspace with retries; its asynchronous face and all its views have them too.
     *
     * @param keyspace the keyspace to call
     * @param policy which calls, how often, and after which pause
     */
    public static <K, V> Keyspace<K, V> of(Keyspace<K, V> keyspace, RetryPolicy policy) {
        return new RelayedKeyspace<>(
                new Retries<>(Objects.requireNonNull(keyspace, "keyspace"), Objects.requireNonNull(policy, "policy")));
    }
}
