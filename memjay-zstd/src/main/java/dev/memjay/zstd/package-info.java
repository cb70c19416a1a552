/** Compression for Memjay by Zstandard. */
@NullMarked
package dev.memjay.zstd;

import org.jspecify.annotations.NullMarked;
