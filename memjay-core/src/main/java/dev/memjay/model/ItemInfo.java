package dev.memjay.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What the server says of an item beside its value.
 *
 * @param size length of the stored value in bytes, 0 or more
 * @param ttl time to live left, in whole seconds; empty when the item never expires
 * @param lastAccess time since the item was last read or written, before this command, in whole seconds
 * @param fetchedBefore whether the item was read since it was stored, before this command
 * @param cas the item's CAS number
 * @param flags the client flags, 32 bits
 */
public record ItemInfo(
        int size, Optional<Duration> ttl, Duration lastAccess, boolean fetchedBefore, long cas, int flags) {}
