/** The items of one server: keys, values, expiry, eviction and counters. */
@NullMarked
package dev.memjay.server.store;

import org.jspecify.annotations.NullMarked;
