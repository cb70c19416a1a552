package dev.memjay.internal.lease;

import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.StoreRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the blocking and the asynchronous lease have in common: the answer that brought it, and that it is used once.
 *
 * @param <V> the type of the value
 */
public final class LeaseDeed<V> {
    private final Engine engine;
    private final Verbs<?, V> verbs;
    private final WireKey key;
    private final LeaseAnswer<V> answer;
    private final AtomicBoolean used = new AtomicBoolean();

    LeaseDeed(Engine engine, Verbs<?, V> verbs, WireKey key, LeaseAnswer<V> answer) {
        this.engine = engine;
        this.verbs = verbs;
        this.key = key;
        this.answer = answer;
    }

    public Engine engine() {
        return engine;
    }

    public LeaseAnswer<V> answer() {
        return answer;
    }

    public Duration ttl() {
        return verbs.settings().ttl();
    }

    public long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }

    public Call<Boolean> completing(V value, Duration ttl) {
        Objects.requireNonNull(value, "value");
        LoadTimes times = new LoadTimes(
                Objects.requireNonNull(ttl, "ttl"),
                verbs.settings().loadPolicy().grace(),
                Duration.ZERO,
                0);
        Call<Boolean> store = ServerLease.storing(verbs, key, StoreRequest.Mode.SET, answer.cas(), value, times);
        if (!answer.isWon()) {
            throw new IllegalStateException("the lease is not won, so there is nothing to complete");
        }
        if (store == null || !used.compareAndSet(false, true)) {
            throw new IllegalStateException("the lease was completed or abandoned before");
        }
        return store;
    }

    /** What gives it back; null when there is nothing to give back. */
    @Nullable
    public Script<Boolean> abandoning() {
        return isToGiveBack()
                ? new GivingBack(engine, key, ServerLease.givingBack(verbs, answer), timeoutNanos())
                : null;
    }

    private boolean isToGiveBack() {
        return answer.isWon() && used.compareAndSet(false, true);
    }

    public void close() {
        if (isToGiveBack()) {
            ServerLease.giveBack(engine, key, ServerLease.givingBack(verbs, answer), timeoutNanos());
        }
    }

    @Override
    public String toString() {
        return "Lease[" + (answer.isWon() ? "won" : answer.isLost() ? "lost" : "none")
                + (answer.isStale() ? ", stale" : "") + (answer.value() == null ? ", no value" : ", value") + "]";
    }
}
