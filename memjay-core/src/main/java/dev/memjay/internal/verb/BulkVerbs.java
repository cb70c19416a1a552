package dev.memjay.internal.verb;

import static java.util.Objects.requireNonNull;

import dev.memjay.codec.ExpansionBudget;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.call.Bulk;
import dev.memjay.internal.route.call.BulkFailures;
import dev.memjay.internal.route.call.DecodeError;
import dev.memjay.internal.route.call.Recovery;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.Lookup;
import dev.memjay.model.Verb;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verbs for several keys: each checks its arguments, encodes what is sent, and says how the outcome reads. Written once,
 * and used by the blocking, the asynchronous and the noreply view.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class BulkVerbs<K, V> {
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE_ALL, 0, false);

    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final @Nullable Recovery<?> ofReads;
    private final @Nullable Recovery<?> ofWrites;

    public BulkVerbs(Engine engine, Verbs<K, V> verbs) {
        this.engine = engine;
        this.verbs = verbs;
        ofReads = Recovery.<@Nullable Object>ofRead(verbs.settings().failurePolicy(), null);
        ofWrites = Recovery.ofWrite(verbs.settings().failurePolicy(), false);
    }

    /** What the row of one key found; null when it found nothing. */
    private interface Row<R> {
        @Nullable
        R read(BulkResult result, int row, String text);
    }

    // Reading

    public Bulk<Map<K, V>> getAll(Collection<? extends K> keys) {
        long start = Clock.nanoTime();
        BulkKeys<K> bulk = keys(keys, Verb.GET_ALL, start);
        boolean hasGrace = verbs.hasGrace();
        BulkResult result = hasGrace ? BulkResult.forReads(bulk.rowCount(), true) : forValues(bulk.rowCount());
        Request[] requests = same(verbs.readAllRequest(), bulk);
        return new Bulk<>(
                call(Verb.GET_ALL, bulk, requests, !hasGrace, hasGrace, result),
                outcome -> found(Verb.GET_ALL, bulk, outcome, hasGrace ? this::unended : this::value),
                verbs.values(),
                start);
    }

    public Bulk<Map<K, Versioned<V>>> getsAll(Collection<? extends K> keys) {
        long start = Clock.nanoTime();
        BulkKeys<K> bulk = keys(keys, Verb.GET_ALL, start);
        BulkResult result = forValues(bulk.rowCount());
        return new Bulk<>(
                call(Verb.GET_ALL, bulk, same(ReadRequest.GETS_ALL, bulk), true, true, result),
                outcome -> found(Verb.GET_ALL, bulk, outcome, this::versioned),
                verbs.values(),
                start);
    }

    public Bulk<Map<K, Lookup<V>>> lookupAll(Collection<? extends K> keys) {
        long start = Clock.nanoTime();
        BulkKeys<K> bulk = keys(keys, Verb.LOOKUP, start);
        BulkResult result = BulkResult.forReads(bulk.rowCount(), true);
        return new Bulk<>(
                call(Verb.LOOKUP, bulk, same(ReadRequest.LOOKUP, bulk), false, true, result),
                outcome -> lookups(bulk, outcome),
                verbs.values(),
                start);
    }

    private BulkKeys<K> keys(Collection<? extends K> keys, Verb verb, long start) {
        return BulkKeys.of(keys, verbs.keys(), verb, start, verbs.settings().timeoutNanos());
    }

    private <R> Map<K, R> found(Verb verb, BulkKeys<K> bulk, BulkOutcome outcome, Row<R> reader) {
        BulkFailures failures = new BulkFailures(engine, verb, ofReads);
        int keyCount = bulk.keyCount();
        if (isFailed(bulk, outcome) && !failures.mayBeSwallowed()) {
            throw allFailed(verb, bulk, outcome, Map.of());
        }
        ExpansionBudget budget = expansion();
        try {
            readAll(verb, bulk, outcome, reader, failures);
        } finally {
            budget.close();
        }
        return failures.orThrow(bulk.asMap(), keyCount);
    }

    private ExpansionBudget expansion() {
        return ExpansionBudget.open(verbs.settings().maxExpandedBytes());
    }

    private <R> void readAll(Verb verb, BulkKeys<K> bulk, BulkOutcome outcome, Row<R> reader, BulkFailures failures) {
        Iterator<Map.Entry<K, Object>> places = bulk.places();
        for (int i = 0; places.hasNext(); i++) {
            Map.Entry<K, Object> place = places.next();
            Object found = null;
            int row = bulk.row(i);
            MemjayException error = error(bulk, outcome, row);
            if (error == null) {
                try {
                    found = reader.read(outcome.result(), row, bulk.text(i, place.getKey()));
                } catch (CodecException e) {
                    error = DecodeError.located(engine, verb, bulk.route(row), e);
                }
            }
            if (error != null) {
                failures.swallow(place.getKey(), bulk.routeIfSent(i), error);
            }
            if (found == null) {
                places.remove();
            } else {
                place.setValue(found);
            }
        }
    }

    private Map<K, Lookup<V>> lookups(BulkKeys<K> bulk, BulkOutcome outcome) {
        ExpansionBudget budget = expansion();
        try {
            return readLookups(bulk, outcome);
        } finally {
            budget.close();
        }
    }

    private Map<K, Lookup<V>> readLookups(BulkKeys<K> bulk, BulkOutcome outcome) {
        Iterator<Map.Entry<K, Object>> places = bulk.places();
        for (int i = 0; places.hasNext(); i++) {
            Map.Entry<K, Object> place = places.next();
            int row = bulk.row(i);
            MemjayException error = error(bulk, outcome, row);
            place.setValue(
                    error == null
                            ? lookup(outcome.result(), row, bulk, bulk.text(i, place.getKey()))
                            : new Lookup.Failed<V>(error));
        }
        return bulk.asMap();
    }

    private BulkResult forValues(int size) {
        return verbs.values().takesText() ? BulkResult.forTexts(size) : BulkResult.forReads(size, false);
    }

    @SuppressWarnings("unchecked") // only a codec of strings asks for text
    private @Nullable V value(BulkResult result, int row, String text) {
        if (result.text(row) != null && result.status(row) == Status.HIT) {
            return (V) result.text(row);
        }
        byte[] data = result.value(row);
        if (result.status(row) != Status.HIT
                || data == null
                || Verbs.isPlaceholder(data, result.flags(row), result.marks(row))) {
            return null;
        }
        return verbs.values().decode(text, data, result.flags(row));
    }

    private @Nullable V unended(BulkResult result, int row, String text) {
        return verbs.isOver(result.marks(row), result.info(row)) ? null : value(result, row, text);
    }

    private @Nullable Versioned<V> versioned(BulkResult result, int row, String text) {
        V value = value(result, row, text);
        return value == null ? null : new Versioned<>(value, result.cas(row));
    }

    private Lookup<V> lookup(BulkResult result, int row, BulkKeys<K> bulk, String text) {
        try {
            V value = value(result, row, text);
            return value == null ? new Lookup.Miss<>() : Verbs.found(value, result.marks(row), result.info(row));
        } catch (CodecException e) {
            return new Lookup.Failed<>(DecodeError.located(engine, Verb.LOOKUP, bulk.route(row), e));
        }
    }

    // Failing

    private static @Nullable MemjayException error(BulkKeys<?> bulk, BulkOutcome outcome, int row) {
        MemjayException late = bulk.late();
        return late == null ? outcome.error(row) : late;
    }

    /** Whether every key has an error, as where a node is silent. */
    private static boolean isFailed(BulkKeys<?> bulk, BulkOutcome outcome) {
        return bulk.late() != null || outcome.isFailed();
    }

    /** The time is over, and there may be very many keys: their errors are put into the places that they have already. */
    private static <K> BulkException allFailed(Verb verb, BulkKeys<K> bulk, BulkOutcome outcome, Object results) {
        Iterator<Map.Entry<K, Object>> places = bulk.places();
        for (int i = 0; places.hasNext(); i++) {
            MemjayException late = bulk.late();
            places.next().setValue(late == null ? requireNonNull(outcome.error(bulk.row(i))) : late);
        }
        return BulkException.of(verb.toString(), results, bulk.asErrors(), bulk.keyCount());
    }

    // Writing

    public Bulk<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        long start = Clock.nanoTime();
        Objects.requireNonNull(values, "values");
        long exptime = verbs.kept(ttl);
        BulkKeys<K> bulk = new BulkKeys<>(
                values.size(),
                verbs.keys(),
                Verb.SET_ALL,
                start,
                verbs.settings().timeoutNanos());
        boolean mayBeSlow = verbs.values().encodesSlowly();
        List<StoreRequest> stores = new ArrayList<>(values.size());
        for (Map.Entry<? extends K, ? extends V> entry : values.entrySet()) {
            K key = Objects.requireNonNull(entry.getKey(), "values has a null key");
            V value = Objects.requireNonNull(entry.getValue(), "values has a null value");
            if (bulk.add(key)) {
                String text = bulk.text(stores.size(), key);
                stores.add(verbs.storeRequest(Verb.SET_ALL, StoreRequest.Mode.SET, text, value, exptime));
                if (mayBeSlow) {
                    bulk.lookAtTime();
                }
            }
        }
        bulk.finish();
        Request[] requests = new Request[bulk.rowCount()];
        for (int i = 0; i < stores.size() && bulk.late() == null; i++) {
            requests[bulk.row(i)] = stores.get(i);
        }
        return write(Verb.SET_ALL, bulk, requests, Status.STORED, start);
    }

    public Bulk<BulkWrite<K>> deleteAll(Collection<? extends K> keys) {
        long start = Clock.nanoTime();
        BulkKeys<K> bulk = keys(keys, Verb.DELETE_ALL, start);
        return write(Verb.DELETE_ALL, bulk, same(DELETE, bulk), Status.DELETED, start);
    }

    public Bulk<BulkWrite<K>> touchAll(Collection<? extends K> keys, Duration ttl) {
        long start = Clock.nanoTime();
        ReadRequest touch = ReadRequest.touch(Verb.TOUCH_ALL, verbs.kept(ttl));
        BulkKeys<K> bulk = keys(keys, Verb.TOUCH_ALL, start);
        return write(Verb.TOUCH_ALL, bulk, same(touch, bulk), Status.HIT, start);
    }

    private Bulk<BulkWrite<K>> write(Verb verb, BulkKeys<K> bulk, Request[] requests, Status success, long start) {
        BulkResult result = BulkResult.forWrites(bulk.rowCount());
        return new Bulk<>(
                call(verb, bulk, requests, false, false, result),
                outcome -> written(verb, bulk, outcome, success),
                null,
                start);
    }

    /** A key whose failure is swallowed is not done, one whose failure is thrown is not in the result. */
    private BulkWrite<K> written(Verb verb, BulkKeys<K> bulk, BulkOutcome outcome, Status success) {
        BulkFailures failures = new BulkFailures(engine, verb, ofWrites);
        int keyCount = bulk.keyCount();
        if (isFailed(bulk, outcome) && !failures.mayBeSwallowed()) {
            throw allFailed(verb, bulk, outcome, BulkWrite.complete(Set.of()));
        }
        Set<K> notDone = new LinkedHashSet<>();
        Set<K> failed = new LinkedHashSet<>();
        Iterator<Map.Entry<K, Object>> places = bulk.places();
        for (int i = 0; places.hasNext(); i++) {
            K key = places.next().getKey();
            int row = bulk.row(i);
            MemjayException error = error(bulk, outcome, row);
            if (error == null) {
                if (outcome.result().status(row) != success) {
                    notDone.add(key);
                }
            } else if (failures.swallow(key, bulk.routeIfSent(i), error)) {
                notDone.add(key);
                failed.add(key);
            } else {
                places.remove();
            }
        }
        return failures.orThrow(BulkWrite.of(bulk.asked(), notDone, failed), keyCount);
    }

    // What all have in common

    private static <K> Request[] same(Request request, BulkKeys<K> bulk) {
        Request[] requests = new Request[bulk.rowCount()];
        Arrays.fill(requests, request);
        return requests;
    }

    /** A classic multi-get cannot say base64, so plain values are asked for in it only where no key needs that. */
    private static <K> BulkCall call(
            Verb verb, BulkKeys<K> bulk, Request[] requests, boolean plainValues, boolean withCas, BulkResult result) {
        return new BulkCall(
                verb,
                bulk.wires(),
                bulk.routes(),
                bulk.base64(),
                requests,
                plainValues && bulk.base64() == null,
                withCas,
                result);
    }
}
