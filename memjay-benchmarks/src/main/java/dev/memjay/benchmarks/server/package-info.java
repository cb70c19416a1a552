/** The command {@code ./bench server}: the embedded server measured, beside a real memcached where it can be. */
@NullMarked
package dev.memjay.benchmarks.server;

import org.jspecify.annotations.NullMarked;
