/**
 * The memcached client: start at {@link dev.memjay.Memjay#create}, take a {@link dev.memjay.Keyspace} from it, and call
 * memcached's verbs on that.
 */
@NullMarked
package dev.memjay;

import org.jspecify.annotations.NullMarked;
