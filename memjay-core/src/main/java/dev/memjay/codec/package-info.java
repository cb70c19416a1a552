/** How values and keys become bytes and back: the codec interfaces, the standard codecs, and compression. */
@NullMarked
package dev.memjay.codec;

import org.jspecify.annotations.NullMarked;
