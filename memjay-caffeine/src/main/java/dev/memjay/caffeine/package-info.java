/** A near cache for Memjay: bounded local copies in Caffeine. */
@NullMarked
package dev.memjay.caffeine;

import org.jspecify.annotations.NullMarked;
