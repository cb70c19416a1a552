package dev.memjay.internal.lease;

import dev.memjay.internal.engine.Call;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.WireKey;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The lease of servers and proxies that have none: an item beside the value, which whoever manages to {@code add} it may
 * load. Weaker than the server's: a load that outlasts its lock stores its value all the same, and so does one that began
 * before the value was deleted; nothing can be refreshed ahead or served stale.
 *
 * @param <V> the type of the value
 */
public final class LockLease<V> implements LeaseSource<V> {
    private static final ReadRequest READ = ReadRequest.plain(Verb.GET_OR_COMPUTE);
    private static final DeleteRequest UNLOCK = new DeleteRequest(Verb.ABANDON, 0, false);
    private static final String SUFFIX = ":lock";
    private static final int MAX_KEY = 250;
    private static final byte[] LOCKED = {'1'};

    private record Identity(Object codec, String wire) {}

    private final Engine engine;
    private final Verbs<?, V> verbs;
    private final WireKey key;
    private final WireKey lock;
    private final LoadTimes times;
    private final StoreRequest locking;

    LockLease(Engine engine, Verbs<?, V> verbs, WireKey key, Duration length, LoadTimes times) {
        this.engine = engine;
        this.verbs = verbs;
        this.key = key;
        this.times = times;
        lock = lockOf(key);
        locking = new StoreRequest(Verb.LEASE, StoreRequest.Mode.ADD, LOCKED, 0, LeaseRequests.leaseSeconds(length), 0);
    }

    /** The lock's key, on the same node as the value; a long key gives up its end to a hash of the whole. */
    private static WireKey lockOf(WireKey key) {
        String wire = key.wire();
        if (wire.length() + SUFFIX.length() > MAX_KEY) {
            String hash = Integer.toHexString(wire.hashCode());
            wire = wire.substring(0, MAX_KEY - SUFFIX.length() - 9) + '~' + hash;
        }
        return new WireKey(key.text(), wire + SUFFIX, false, key.placed());
    }

    @Override
    public LeaseAnswer<V> ask() {
        LeaseAnswer<V> found = reading().run(engine, timeoutNanos());
        if (found.data() != null) {
            return found;
        }
        if (!locking().run(engine, timeoutNanos())) {
            return lost();
        }
        return locked(reading().run(engine, timeoutNanos()));
    }

    @Override
    public CompletableFuture<LeaseAnswer<V>> askLater() {
        return reading().start(engine, timeoutNanos()).thenCompose(found -> {
            if (found.data() != null) {
                return CompletableFuture.completedFuture(found);
            }
            return locking()
                    .start(engine, timeoutNanos())
                    .thenCompose(isMine -> isMine
                            ? reading().start(engine, timeoutNanos()).thenApply(this::locked)
                            : CompletableFuture.completedFuture(lost()));
        });
    }

    /** What was read once the lock was taken: the one who had it before may have stored the value in between. */
    private LeaseAnswer<V> locked(LeaseAnswer<V> found) {
        if (found.data() != null) {
            unlock();
            return found;
        }
        engine.tell(key.placed(), (listener, node) -> listener.leaseWon(node, key.wire()));
        return LeaseAnswer.nothing(Exchange.WON);
    }

    private LeaseAnswer<V> lost() {
        engine.tell(key.placed(), (listener, node) -> listener.leaseLost(node, key.wire()));
        return LeaseAnswer.nothing(Exchange.LOST);
    }

    private Call<LeaseAnswer<V>> reading() {
        return new Call<>(READ, key, this::answer, null);
    }

    private LeaseAnswer<V> answer(Exchange exchange) {
        byte[] data = exchange.status == Status.HIT ? exchange.value : null;
        return ServerLease.of(verbs, key, data, exchange.flags, 0, (byte) 0, Optional.empty());
    }

    private Call<Boolean> locking() {
        return new Call<>(locking, lock, exchange -> exchange.status == Status.STORED, null);
    }

    @Override
    public boolean publish(LeaseAnswer<V> answer, @Nullable V value) {
        try {
            StoreRequest store = storing(value);
            return store != null && publishing(store).run(engine, timeoutNanos());
        } finally {
            giveBack(answer);
        }
    }

    @Override
    public CompletableFuture<Boolean> publishLater(LeaseAnswer<V> answer, @Nullable V value) {
        StoreRequest store = storing(value);
        if (store == null) {
            giveBack(answer);
            return CompletableFuture.completedFuture(false);
        }
        return publishing(store).start(engine, timeoutNanos()).whenComplete((done, error) -> giveBack(answer));
    }

    private @Nullable StoreRequest storing(@Nullable V value) {
        return ServerLease.storing(verbs, key, 0, value, times);
    }

    private Call<Boolean> publishing(StoreRequest store) {
        return new Call<>(store, key, exchange -> exchange.status == Status.STORED, null);
    }

    @Override
    public void giveBack(LeaseAnswer<V> answer) {
        if (answer.isWon()) {
            unlock();
        }
    }

    private void unlock() {
        ServerLease.giveBack(engine, lock, UNLOCK, timeoutNanos());
    }

    @Override
    public Object identity() {
        return new Identity(verbs.settings().codec(), key.wire());
    }

    private long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }
}
