/** The only place where a clock is read, where the time of a call went, and how a length of time is written. */
@NullMarked
package dev.memjay.internal.clock;

import org.jspecify.annotations.NullMarked;
