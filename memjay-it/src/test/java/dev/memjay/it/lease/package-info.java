/** Leases against real and embedded servers: one load for all clients, marks on every read path, and the stampede. */
@NullMarked
package dev.memjay.it.lease;

import org.jspecify.annotations.NullMarked;
