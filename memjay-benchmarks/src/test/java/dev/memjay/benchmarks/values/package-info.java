/** What codecs cost. */
@NullMarked
package dev.memjay.benchmarks.values;

import org.jspecify.annotations.NullMarked;
