/** Counters and latency histograms, cheap enough to be always on. */
@NullMarked
package dev.memjay.internal.meter;

import org.jspecify.annotations.NullMarked;
