/** Spans and metrics of Memjay's calls for OpenTelemetry. */
@NullMarked
package dev.memjay.opentelemetry;

import org.jspecify.annotations.NullMarked;
