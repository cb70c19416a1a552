/** Metrics and observations of Memjay for Micrometer. */
@NullMarked
package dev.memjay.micrometer;

import org.jspecify.annotations.NullMarked;
