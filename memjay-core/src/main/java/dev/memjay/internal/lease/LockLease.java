package dev.memjay.internal.lease;

import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lease of servers and proxies that have none: an item beside the value, which whoever manages to {@code add} it may
 * load. So too where items have no CAS numbers, which guard the server's leases. Weaker than those: a load that began before
 * the value was deleted stores it all the same; nothing can be refreshed ahead or served stale. What was stored while it ran
 * stays, since the value of a missing item is added.
 *
 * @param <V> the type of the value
 */
final class LockLease<V> implements LeaseSource<V> {
    static final ReadRequest READ = ReadRequest.plain(Verb.GET_OR_COMPUTE);
    private static final DeleteRequest UNLOCK = new DeleteRequest(Verb.ABANDON, 0, false);
    private static final String SUFFIX = ":lock";
    private static final int MAX_KEY = 250;
    private static final byte[] LOCKED = {'1'};

    private record Identity(Object codec, String wire) {}

    private final Engine engine;
    private final Verbs<?, V> verbs;
    private final WireKey key;
    private final LoadPolicy policy;
    private boolean isHeld;

    LockLease(Engine engine, Verbs<?, V> verbs, WireKey key, LoadPolicy policy) {
        this.engine = engine;
        this.verbs = verbs;
        this.key = key;
        this.policy = policy;
    }

    /** The lock's key, on the same node as the value; a long key gives up its end to a hash of the whole. */
    static WireKey lockOf(WireKey key) {
        String wire = key.wire();
        if (wire.length() + SUFFIX.length() > MAX_KEY) {
            String hash = Integer.toHexString(wire.hashCode());
            wire = wire.substring(0, MAX_KEY - SUFFIX.length() - 9) + '~' + hash;
        }
        return new WireKey(key.text(), wire + SUFFIX, false, key.placed());
    }

    /** What takes a lock. */
    static StoreRequest locking(LoadPolicy policy) {
        long seconds = LoadRules.leaseSeconds(policy.leaseTime());
        return new StoreRequest(Verb.LEASE, StoreRequest.Mode.ADD, LOCKED, 0, seconds, 0);
    }

    /** Takes a lock away, without waiting. */
    static void unlock(Engine engine, WireKey key, long timeoutNanos) {
        ServerLease.giveBack(engine, lockOf(key), UNLOCK, timeoutNanos);
    }

    @Override
    public WireKey key() {
        return key;
    }

    @Override
    public Call<LeaseAnswer<V>> reading() {
        return new Call<>(READ, key, this::answer, null, verbs.values());
    }

    private LeaseAnswer<V> answer(Exchange exchange) {
        return LeaseAnswer.of(verbs, key, exchange).asLooked();
    }

    /** An item that is in the way is replaced; else a value that somebody stored meanwhile stays. */
    static StoreRequest.Mode modeOf(LeaseAnswer<?> answer) {
        return answer.data() == null && !answer.isStale() ? StoreRequest.Mode.ADD : StoreRequest.Mode.SET;
    }

    /** Whoever had the lock before may have stored the value just before it went, so one looks once more. */
    @Override
    public <R extends @Nullable Object> Step<R> take(
            LeaseAnswer<V> read, Function<LeaseAnswer<V>, Step<R>> then, Function<Throwable, Step<R>> failed) {
        if (read.data() != null) {
            return then.apply(read);
        }
        Call<Boolean> locking = new Call<>(locking(policy), lockOf(key), this::locked, null);
        return locking.asked(
                        engine,
                        isMine -> isMine
                                ? reading()
                                        .asked(engine, again -> then.apply(won(again)))
                                        .orElse(failed)
                                : then.apply(lost(read)))
                .orElse(failed)
                .givingBack(isMine -> {});
    }

    private boolean locked(Exchange exchange) {
        isHeld = exchange.status == Status.STORED;
        return isHeld;
    }

    private LeaseAnswer<V> won(LeaseAnswer<V> found) {
        if (found.data() != null) {
            release();
            return found;
        }
        engine.tell(key.placed(), (listener, node) -> listener.leaseWon(node, key.wire()));
        return found.with(Exchange.WON);
    }

    private LeaseAnswer<V> lost(LeaseAnswer<V> found) {
        engine.tell(key.placed(), (listener, node) -> listener.leaseLost(node, key.wire()));
        return found.with(Exchange.LOST);
    }

    @Override
    public @Nullable Call<Boolean> storing(LeaseAnswer<V> answer, @Nullable V value) {
        return ServerLease.storing(verbs, key, modeOf(answer), 0, value, LoadTimes.of(policy, verbs.settings()));
    }

    @Override
    public boolean isGuarded(LeaseAnswer<V> answer) {
        return false;
    }

    @Override
    public void stored() {}

    @Override
    public void release() {
        if (isHeld) {
            isHeld = false;
            unlock(engine, key, timeoutNanos());
        }
    }

    @Override
    public long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }

    @Override
    public Object identity() {
        return new Identity(verbs.settings().codec(), key.wire());
    }
}
