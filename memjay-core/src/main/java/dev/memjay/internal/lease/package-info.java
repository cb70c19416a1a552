/** Loading through the cache: who may load, who waits, and what is published. */
@NullMarked
package dev.memjay.internal.lease;

import org.jspecify.annotations.NullMarked;
