package dev.memjay;

import dev.memjay.model.RetryPolicy;
import java.util.Objects;

/**
 * A keyspace whose calls are made again when they fail.
 *
 * <p>Memjay itself repeats what was never sent, and reads whose connection was lost, within the timeout of the call. This
 * goes beyond it: each attempt has a timeout of its own. Only errors that are thrown, or told by {@code lookup}, can be
 * seen: under {@link dev.memjay.model.FailurePolicy#MISS} there are none. A bulk call is made again as a whole if all that
 * failed in it may be. Posted writes are not made again.
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
