/** The only place where a clock is read, and how a length of time is written. */
@NullMarked
package dev.memjay.internal.clock;

import org.jspecify.annotations.NullMarked;
