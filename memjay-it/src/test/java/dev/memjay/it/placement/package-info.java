/** Placements against the clients that they are to agree with. */
@NullMarked
package dev.memjay.it.placement;

import org.jspecify.annotations.NullMarked;
