/** Servers that lie, flood and trickle, and items that are bombs, against all of Memjay in a heap of 256 MB. */
@NullMarked
package dev.memjay.it.hostile;

import org.jspecify.annotations.NullMarked;
