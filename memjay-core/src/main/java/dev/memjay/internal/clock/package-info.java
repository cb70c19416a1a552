/** The only place where a clock is read. */
@NullMarked
package dev.memjay.internal.clock;

import org.jspecify.annotations.NullMarked;
