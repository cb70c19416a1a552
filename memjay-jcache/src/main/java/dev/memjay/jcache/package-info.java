/**
 * JCache (JSR-107) over memcached, without iteration: {@code Caching.getCachingProvider()} finds it on the class path.
 *
 * <h2>The way of a get</h2>
 *
 * <pre>
 * MemjayCache       checks key and cache, counts, calls the expiry policy, the loader and the listeners
 *   Items           one flight for the cache's generation and the item: getAll, or getsAll where the CAS number is needed
 *     Keyspace      of Memjay, with whatever {@link dev.memjay.jcache.MemjayCacheConfiguration#setKeyspaceView} put around it
 *   Envelope        cuts the end, in milliseconds, from the value's bytes; what has ended is a miss
 * </pre>
 *
 * <h2>The way of a write</h2>
 *
 * A put whose result does not depend on the present entry is a {@code set}, sent together with the question for the generation.
 * All others, {@code invoke} among them, are rounds: read generation and item with its CAS number, decide ({@code Outcome}), and
 * store or delete under that number; in rounds and time they are bounded by {@code Items}. The writer is called before the cache
 * changes, and again in a round that is repeated; listeners and statistics follow when the item has changed.
 *
 * <p>What a cache is made of is decided in {@code MemjayCacheManager}: the client from the manager's URI or properties file, the
 * codecs from the configuration, or else by {@code DefaultCodecs} from the declared types.
 */
@NullMarked
package dev.memjay.jcache;

import org.jspecify.annotations.NullMarked;
