/** Which node a key belongs to: the placement interface and the named placements. */
@NullMarked
package dev.memjay.placement;

import org.jspecify.annotations.NullMarked;
