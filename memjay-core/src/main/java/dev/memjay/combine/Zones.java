package dev.memjay.combine;

import dev.memjay.Keyspace;
import dev.memjay.model.WriteLatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Copies of everything in several zones, as one keyspace: read near, written everywhere.
 *
 * <p>Each zone is a keyspace of a client of its own, with the servers of that zone. Reads ask the near zone; what it does
 * not have, or what fails there, is asked of the others in turn, for many keys at once only those. Each zone has the time limit
 * of its keyspace: a read that goes through several takes as long as all of them at most.
 *
 * <p>{@code set}, {@code delete}, {@code touch}, {@code invalidate} and their bulk forms go to all zones at once; the caller goes on as soon as as many have taken it as the {@link WriteLatch} says,
 * and the rest goes on in the background. The result is that of the near zone where it is among those that have answered
 * by then, else of the first that did. If too many zones fail for the latch, the first error is thrown; it says that the
 * write may have been applied if any zone took it, may have, or has not ended. In bulk writes each key counts for itself: the
 * {@link dev.memjay.error.BulkException} names the keys that too few zones took.
 *
 * <p>A latch counts answers. Under {@link dev.memjay.model.FailurePolicy#MISS} a zone that fails answers writes of one key all
 * the same, as if nothing had been there, and counts: even {@link WriteLatch#ALL} is satisfied with all zones down. Bulk
 * writes do not count it: a key that too few zones took for that reason is in {@link
 * dev.memjay.model.BulkWrite#failed()}. Where the latch matters, use {@link dev.memjay.model.FailurePolicy#MISS_READS}, under
 * which failed writes are thrown.
 *
 * <p>Every write that depends on what is there is decided by the near zone, and its result is that zone's: {@code add}, {@code
 * replace}, {@code cas}, {@code update}, {@code append}, {@code prepend}, {@code incr}, {@code decr}, {@code delete} with a number,
 * and loading. Where it took effect the others store the value, or, where only the near zone knows it (appended, counted), lose
 * their item; where it did not they keep what they have; and where nobody knows, because the near zone failed, they lose their
 * item. Such a write waits for the near zone under every latch, then for as many others as the latch says. A CAS number means
 * nothing in another zone, so {@code gets}, {@code gats} and {@code getsAll} ask the near zone alone; so do {@code leases()}.
 */
public final class Zones {
    private Zones() {}

    /**
     * The zones as one keyspace; its asynchronous and noreply faces and all its views do the same.
     *
     * <p>With {@link WriteLatch#NONE} a write that goes to all zones at once does not wait
     * at all, and answers {@code true}, all keys as done, or an empty number.
     *
     * @param near the name of the zone to read from
     * @param zones by name; the order is that in which the others are asked
     * @param latch how many zones a write waits for
     * @throws IllegalArgumentException if there is no zone of that name
     */
    public static <K, V> Keyspace<K, V> of(String near, Map<String, Keyspace<K, V>> zones, WriteLatch latch) {
        Objects.requireNonNull(latch, "latch");
        Keyspace<K, V> nearest = zones.get(Objects.requireNonNull(near, "near"));
        if (nearest == null) {
            throw new IllegalArgumentException("near is '" + near + "'; the zones are " + zones.keySet());
        }
        List<Keyspace<K, V>> order = new ArrayList<>(List.of(nearest));
        zones.forEach((name, keyspace) -> {
            if (!name.equals(near)) {
                order.add(keyspace);
            }
        });
        return new RelayedKeyspace<>(new ZoneCopies<>(new Chain<>(List.copyOf(order)), latch));
    }
}
