/** The only place that makes threads. */
@NullMarked
package dev.memjay.internal.thread;

import org.jspecify.annotations.NullMarked;
