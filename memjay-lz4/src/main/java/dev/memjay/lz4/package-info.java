/** Compression for Memjay by LZ4. */
@NullMarked
package dev.memjay.lz4;

import org.jspecify.annotations.NullMarked;
