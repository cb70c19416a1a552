/** Compression for Memjay by Snappy. */
@NullMarked
package dev.memjay.snappy;

import org.jspecify.annotations.NullMarked;
