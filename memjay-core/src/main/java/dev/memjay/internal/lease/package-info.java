/**
 * Loading through the cache: who may load, who waits, and what is stored.
 *
 * <p>The path of the data: {@link dev.memjay.internal.lease.Loads} asks for a value and serves a hit; whatever else the answer
 * is goes to a script, {@code Load} for one key and {@code BulkLoad} for several, which loads, waits and stores by the policy's
 * {@code LoadRules}. The right to load is a {@code LeaseSource}'s ({@code BulkLeases}' for several keys): a lease of the server
 * or a lock beside the item. Leases by hand, tombstones and versions are {@link dev.memjay.internal.lease.LeaseVerbs}.
 */
@NullMarked
package dev.memjay.internal.lease;

import org.jspecify.annotations.NullMarked;
