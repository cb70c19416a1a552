/** The servers as an operator sees them: figures, the hottest keys, and the screen of {@code top}. */
@NullMarked
package dev.memjay.cli.fleet;

import org.jspecify.annotations.NullMarked;
